package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;

final class LambdaLogs extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
