package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LifecycleContract;

final class LinuxLifecycleTest extends LifecycleContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
