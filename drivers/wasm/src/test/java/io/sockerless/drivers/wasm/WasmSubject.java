package io.sockerless.drivers.wasm;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.WasmPrograms;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The driver in this process, with the contract's commands compiled to WebAssembly. */
public class WasmSubject implements DriverSubject {
    private static final String IN_DAEMON = "guests are threads of the daemon and end with it";

    private static Path state(String place) {
        return Path.of(System.getProperty("java.io.tmpdir"), "sockerless-test-wasm", place);
    }

    @Override
    public Driver open(String place) {
        return WasmDriver.open(state(place), 128L << 20);
    }

    @Override
    public TaskSpec fit(TaskSpec spec) {
        return new TaskSpec(
                spec.id(),
                spec.name(),
                "wasi/wasm",
                spec.config(),
                spec.host(),
                WasmPrograms.layers(),
                spec.args(),
                spec.env(),
                spec.hostname(),
                spec.mounts(),
                spec.network(),
                spec.log());
    }

    @Override
    public Map<String, String> exceptions() {
        return Map.of(
                "signalReachesATrap",
                "WASI preview 1 has no signals: what has no handler ends",
                "terminalTurnsControlCIntoASignal",
                "this driver has no terminals yet, and refuses them",
                "aRunningContainerGoesOnAndCanBeAttached",
                IN_DAEMON,
                "oneThatEndedMeanwhileTellsItsCodeAndItsLog",
                IN_DAEMON);
    }

    @Override
    public List<String> leftovers(String place, Set<String> containerIds) {
        List<String> out = new ArrayList<>(Directories.names(state(place).resolve("containers")));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        containerIds.stream().anyMatch(id -> thread.getName().equals("guest-" + id.substring(0, 12))))
                .filter(thread -> !over(thread))
                .map(Thread::getName)
                .forEach(out::add);
        return out;
    }

    /** A task has ended a moment before its thread has. */
    private static boolean over(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void uninstall(Driver driver) {}

    @Override
    public void remove(String place) {
        Directories.remove(state(place));
    }
}
