package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;
import io.sockerless.drivers.docker.wire.RemoteHost;

final class DockerStreamsOverTlsTest extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject() {
            @Override
            protected RemoteHost host() {
                return TcpDockerd.tls().host();
            }
        };
    }
}
