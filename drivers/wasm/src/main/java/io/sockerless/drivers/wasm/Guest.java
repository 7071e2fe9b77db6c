package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import io.sockerless.drivers.wasm.wasi.GuestExit;
import io.sockerless.drivers.wasm.wasi.GuestStopped;
import io.sockerless.drivers.wasm.wasi.Program;
import io.sockerless.drivers.wasm.wasi.Streams;
import io.sockerless.drivers.wasm.wasi.Wasi;
import io.sockerless.engine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** One run of a module, on a thread of its own: virtual ones would share too few carriers with everybody. */
final class Guest {
    private static final int TRAPPED = 128 + 6;
    private static final String START = "_start";

    private final Modules.Ready ready;
    private final Program program;
    private final Streams streams;
    private final MemoryBudget.Share share;
    private volatile int signal;

    private Guest(Modules.Ready ready, Program program, Streams streams, MemoryBudget.Share share) {
        this.ready = ready;
        this.program = program;
        this.streams = streams;
        this.share = share;
    }

    /**
     * @param memory the container's limit in bytes, 0 for none
     * @return a guest that has the memory which it begins with
     * @throws EngineException INVALID when it cannot be run here, UNAVAILABLE when others have the memory now
     */
    static Guest of(Modules.Ready ready, Program program, Streams streams, MemoryBudget budget, long memory) {
        WasmModule module = ready.module();
        String name = program.args().getFirst();
        try (Wasi wasi = new Wasi(program, streams)) {
            wasi.missing(module).ifPresent(missing -> {
                throw EngineException.invalid("exec: \"" + name + "\": it imports " + missing
                        + ", which the driver wasm does not have: it has WASI preview 1");
            });
        }
        boolean starts = IntStream.range(0, module.exportSection().exportCount())
                .mapToObj(module.exportSection()::getExport)
                .anyMatch(export -> export.name().equals(START) && export.exportType() == ExternalType.FUNCTION);
        if (!starts) {
            throw EngineException.invalid("exec: \"" + name + "\": it exports no function " + START
                    + ": it is a library of WebAssembly, not a program");
        }
        if (Beginning.hasObjects(module)) {
            throw EngineException.invalid(
                    "exec: \"" + name + "\": it has objects that are collected as garbage, whose memory"
                            + " the driver wasm cannot limit");
        }
        return new Guest(ready, program, streams, Beginning.of(module).take(budget, memory, name));
    }

    /** In the place of a run: nothing has begun. */
    void abandon() {
        share.close();
    }

    /** What ends it from now on ends it with this signal. */
    void signalled(int number) {
        signal = number;
    }

    /** @return its exit code */
    int run() {
        try (share;
                Wasi wasi = new Wasi(program, streams)) {
            Instance instance = Instance.builder(ready.module())
                    .withImportValues(wasi.values())
                    .withMachineFactory(ready.machine())
                    .withMemoryFactory(share::memory)
                    .withTableFactory(share::table)
                    .withStart(false)
                    .build();
            instance.export(START).apply();
            return 0;
        } catch (GuestExit e) {
            return e.code() & 0xff;
        } catch (GuestStopped | ChicoryInterruptedException e) {
            return 128 + signal;
        } catch (ChicoryException | StackOverflowError e) {
            if (signal != 0) {
                return 128 + signal;
            }
            complain("trap: " + (e instanceof StackOverflowError ? "call stack exhausted" : e.getMessage()));
            return TRAPPED;
        } catch (RuntimeException e) {
            complain("failed inside its sandbox: " + e);
            return TRAPPED;
        }
    }

    private void complain(String what) {
        byte[] line = (program.args().getFirst() + ": " + what + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            streams.write(true, line, 0, line.length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
