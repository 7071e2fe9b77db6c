package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;

final class DockerLogsTest extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
