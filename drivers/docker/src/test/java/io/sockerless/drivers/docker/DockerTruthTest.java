package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.TruthContract;

final class DockerTruthTest extends TruthContract {
    @Override
    protected DriverSubject subject() {
        return new DockerSubject();
    }
}
