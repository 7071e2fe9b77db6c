package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;

final class EcsStreams extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
