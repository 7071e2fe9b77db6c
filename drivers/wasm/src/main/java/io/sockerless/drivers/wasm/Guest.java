package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MemorySection;
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
    /** @param outOfMemory whether it wanted more than all guests may have */
    record Outcome(int code, boolean outOfMemory) {}

    private static final int TRAPPED = 128 + 6;
    private static final int KILLED = 128 + 9;
    private static final int PAGE = 64 << 10;
    private static final String START = "_start";

    private final Modules.Ready ready;
    private final Program program;
    private final Streams streams;
    private final MemoryBudget budget;
    private final MemoryLimits limits;
    private volatile int signal;

    private Guest(Modules.Ready ready, Program program, Streams streams, MemoryBudget budget, MemoryLimits limits) {
        this.ready = ready;
        this.program = program;
        this.streams = streams;
        this.budget = budget;
        this.limits = limits;
    }

    /**
     * @param memory the container's limit in bytes, 0 for none
     * @throws EngineException INVALID when it cannot be run here
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
        return new Guest(
                ready,
                program,
                streams,
                budget,
                limits(module, memory > 0 ? Math.min(memory, budget.bytes()) : budget.bytes(), name));
    }

    private static MemoryLimits limits(WasmModule module, long memory, String name) {
        MemoryLimits own = module.memorySection()
                .filter(section -> section.memoryCount() > 0)
                .map((MemorySection section) -> section.getMemory(0).limits())
                .orElse(new MemoryLimits(0, 0));
        long most = memory > 0 ? memory / PAGE : own.maximumPages();
        if (own.initialPages() > most) {
            throw EngineException.invalid("exec: \"" + name + "\": it needs " + (long) own.initialPages() * PAGE
                    + " bytes of memory to begin with, and the container's limit is " + memory);
        }
        return new MemoryLimits(own.initialPages(), (int) Math.min(most, own.maximumPages()));
    }

    /** What ends it from now on ends it with this signal. */
    void signalled(int number) {
        signal = number;
    }

    Outcome run() {
        try (Wasi wasi = new Wasi(program, streams);
                MemoryBudget.Share share = budget.share()) {
            Instance instance = Instance.builder(ready.module())
                    .withImportValues(wasi.values())
                    .withMachineFactory(ready.machine())
                    .withMemoryFactory(share::memory)
                    .withMemoryLimits(limits)
                    .withStart(false)
                    .build();
            instance.export(START).apply();
            return new Outcome(0, false);
        } catch (GuestExit e) {
            return new Outcome(e.code() & 0xff, false);
        } catch (MemoryBudget.Exhausted e) {
            complain(e.getMessage());
            return new Outcome(KILLED, true);
        } catch (GuestStopped | ChicoryInterruptedException e) {
            return new Outcome(128 + signal, false);
        } catch (ChicoryException | StackOverflowError e) {
            if (signal != 0) {
                return new Outcome(128 + signal, false);
            }
            complain("trap: " + (e instanceof StackOverflowError ? "call stack exhausted" : e.getMessage()));
            return new Outcome(TRAPPED, false);
        } catch (RuntimeException e) {
            complain("failed inside its sandbox: " + e);
            return new Outcome(TRAPPED, false);
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
