package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;

class WasmLogsTest extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
