package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.ExecContract;

final class EcsExec extends ExecContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
