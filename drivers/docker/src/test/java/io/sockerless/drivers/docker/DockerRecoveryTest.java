package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.RecoveryContract;

final class DockerRecoveryTest extends RecoveryContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
