package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A published port that listens. */
interface PublishedPort extends AutoCloseable {
    Published published();

    /** Whether it listens at addresses of version 6, too. */
    boolean hasIpv6();

    /** Begins to carry what comes to the container's loopback address. */
    void serve(DialedAgent agent);

    @Override
    void close() throws IOException;

    /** @throws IOException a {@link java.net.BindException} when it is taken */
    static PublishedPort listen(Published wanted) throws IOException {
        InetSocketAddress at = wanted.hostIp().isEmpty()
                ? new InetSocketAddress(wanted.hostPort())
                : new InetSocketAddress(InetAddress.getByName(wanted.hostIp()), wanted.hostPort());
        return wanted.protocol().equals("udp") ? UdpPort.listen(wanted, at) : TcpPort.listen(wanted, at);
    }
}
