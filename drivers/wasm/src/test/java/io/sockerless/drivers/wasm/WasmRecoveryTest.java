package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.RecoveryContract;

class WasmRecoveryTest extends RecoveryContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
