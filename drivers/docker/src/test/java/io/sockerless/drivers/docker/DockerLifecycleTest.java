package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LifecycleContract;

final class DockerLifecycleTest extends LifecycleContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
