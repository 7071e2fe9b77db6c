package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;

final class LinuxStreamsTest extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }
}
