package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.RecoveryContract;

final class EcsRecovery extends RecoveryContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
