package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The functions that a guest can import. A failure becomes the error number that the guest gets back. */
final class Imports {
    static final String MODULE = "wasi_snapshot_preview1";

    private static final String OWN_MODULE = "sockerless";

    @FunctionalInterface
    interface Call {
        void run(Memory memory, long[] arguments) throws IOException, InterruptedException;
    }

    private final List<HostFunction> functions = new ArrayList<>();

    List<HostFunction> functions() {
        return List.copyOf(functions);
    }

    /** @param parameters i for 32, I for 64 bits; the result is an error number */
    void add(String name, String parameters, Call call) {
        add(MODULE, name, parameters, call);
    }

    /** What programs that are made for this driver find beyond WASI. */
    void addOwn(String name, String parameters, Call call) {
        add(OWN_MODULE, name, parameters, call);
    }

    private void add(String module, String name, String parameters, Call call) {
        FunctionType type = FunctionType.of(types(parameters), List.of(ValType.I32));
        functions.add(new HostFunction(module, name, type, (instance, arguments) -> {
            return new long[] {run(call, instance, arguments)};
        }));
    }

    void addExit(String name) {
        FunctionType type = FunctionType.of(List.of(ValType.I32), List.of());
        functions.add(new HostFunction(MODULE, name, type, (_, arguments) -> {
            throw new GuestExit((int) arguments[0]);
        }));
    }

    private static List<ValType> types(String parameters) {
        return parameters
                .chars()
                .<ValType>mapToObj(c -> c == 'I' ? ValType.I64 : ValType.I32)
                .toList();
    }

    private static int run(Call call, Instance instance, long[] arguments) {
        Memory memory = instance.memory();
        if (memory == null) {
            return Errno.FAULT.number();
        }
        try {
            call.run(memory, arguments);
            return 0;
        } catch (FsException e) {
            return e.errno().number();
        } catch (InterruptedException | java.nio.channels.ClosedByInterruptException e) {
            throw new GuestStopped();
        } catch (IOException e) {
            return Errno.IO.number();
        } catch (WasmRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            return Errno.FAULT.number(); // an address outside the guest's memory
        }
    }
}
