package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.ExecContract;

final class DockerExecTest extends ExecContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
