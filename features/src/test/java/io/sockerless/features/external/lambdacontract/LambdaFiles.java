package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.FilesContract;

final class LambdaFiles extends FilesContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
