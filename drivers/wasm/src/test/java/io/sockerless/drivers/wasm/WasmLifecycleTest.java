package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LifecycleContract;

class WasmLifecycleTest extends LifecycleContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
