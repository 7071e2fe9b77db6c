package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LifecycleContract;

final class LambdaLifecycle extends LifecycleContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
