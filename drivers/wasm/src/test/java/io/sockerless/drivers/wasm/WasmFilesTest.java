package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.FilesContract;

class WasmFilesTest extends FilesContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }
}
