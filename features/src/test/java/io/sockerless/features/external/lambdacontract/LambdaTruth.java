package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.TruthContract;

final class LambdaTruth extends TruthContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
