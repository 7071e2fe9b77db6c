package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.RecoveryContract;

final class LambdaRecovery extends RecoveryContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
