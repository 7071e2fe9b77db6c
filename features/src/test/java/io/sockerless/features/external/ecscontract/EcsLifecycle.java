package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LifecycleContract;

final class EcsLifecycle extends LifecycleContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
