package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;

final class LambdaStreams extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new LambdaSubject();
    }
}
