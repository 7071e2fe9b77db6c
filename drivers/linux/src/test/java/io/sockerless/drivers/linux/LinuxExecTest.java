package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.ExecContract;

final class LinuxExecTest extends ExecContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
