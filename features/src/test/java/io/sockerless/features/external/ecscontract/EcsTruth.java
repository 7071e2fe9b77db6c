package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.TruthContract;

final class EcsTruth extends TruthContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
