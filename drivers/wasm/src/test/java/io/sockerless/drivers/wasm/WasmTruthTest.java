package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.TruthContract;

class WasmTruthTest extends TruthContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
