package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.FilesContract;

final class EcsFiles extends FilesContract {
    @Override
    protected DriverSubject subject() {
        return new EcsSubject();
    }
}
