package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.TruthContract;

final class LinuxTruthTest extends TruthContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
