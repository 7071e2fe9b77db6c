package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.ExecContract;

final class LambdaExec extends ExecContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
