package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.FilesContract;

final class LinuxFilesTest extends FilesContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
