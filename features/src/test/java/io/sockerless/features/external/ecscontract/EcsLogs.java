package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;

final class EcsLogs extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
