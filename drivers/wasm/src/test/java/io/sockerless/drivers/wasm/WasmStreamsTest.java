package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.StreamsContract;

class WasmStreamsTest extends StreamsContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
