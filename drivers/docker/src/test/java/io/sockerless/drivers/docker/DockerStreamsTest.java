package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;

final class DockerStreamsTest extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
