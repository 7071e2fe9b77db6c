package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.FilesContract;

final class DockerFilesTest extends FilesContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
