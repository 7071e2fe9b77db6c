package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.RecoveryContract;

final class LinuxRecoveryTest extends RecoveryContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
