package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.Port;

/**
 * A published port as it is in force.
 *
 * @param hostIp the literal to listen on, {@code 0.0.0.0} or {@code ::} for all addresses of a family
 * @param hostPort never 0
 */
record Publication(String protocol, int containerPort, String hostIp, int hostPort) {
    /** What excludes another publication. */
    record Key(String protocol, String hostIp, int hostPort) {}

    Key key() {
        return new Key(protocol, hostIp, hostPort);
    }

    Port port() {
        return new Port(containerPort, protocol);
    }

    HostBinding binding() {
        return new HostBinding(hostIp, hostPort);
    }

    boolean isIpv6() {
        return hostIp.indexOf(':') >= 0;
    }
}
