package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;

final class LinuxLogsTest extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
