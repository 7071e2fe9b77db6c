package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimExit;
import io.sockerless.drivers.agent.ShimState;
import io.sockerless.drivers.linux.network.ContainerNetwork;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a daemon finds of its predecessor. */
record Recovery(
        Layout layout,
        HostAgent host,
        RootFs roots,
        Snapshots snapshots,
        ContainerNetwork network,
        Leftovers leftovers,
        Clock clock) {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** A task found again: running, or ended with its exit status. */
    record Found(Supervision supervision, Optional<RootFs.Lease> root) {}

    /** Looks for the task; what is left of one that tells nothing any more is removed. */
    Optional<Found> find(TaskSpec spec) {
        Optional<Path> shim = leftovers.shim(spec.id());
        if (shim.isEmpty()) {
            leftovers.remove(spec.id());
            return Optional.empty();
        }
        try {
            Optional<Found> alive = connect(spec.id(), shim.get());
            if (alive.isPresent()) {
                return alive;
            }
            Optional<ShimExit> exit = ShimExit.read(shim.get());
            if (exit.isPresent()) {
                return Optional.of(new Found(Supervision.ended(shim.get(), clock, exit.get()), Optional.empty()));
            }
        } catch (IOException e) {
            throw EngineException.internal("recovering " + spec.id() + ": " + e.getMessage(), e);
        }
        leftovers.remove(spec.id());
        return Optional.empty();
    }

    private Optional<Found> connect(String id, Path shim) {
        Supervision supervision;
        try {
            supervision = Supervision.connect(shim, clock);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no supervisor in {0}: {1}", shim, e.getMessage());
            return Optional.empty();
        }
        ShimState state = supervision.client().state();
        switch (state.status()) {
            case "running", "exited" -> {
                supervision.watch(state.pid());
                if (state.status().equals("exited")) {
                    settle(supervision);
                }
                return Optional.of(new Found(supervision, Optional.of(roots.adopt(id))));
            }
            default -> {
                // Never started: nobody was told about it, so it has not happened.
                supervision.client().close();
                leftovers.remove(id);
                return Optional.empty();
            }
        }
    }

    /** It has ended, so that its exit status is on disk. */
    private static void settle(Supervision supervision) {
        try {
            supervision.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "interrupted while recovering a container", e);
        }
    }

    /**
     * Removes what a killed daemon left half done or half removed. Tasks of containers that still exist stay until they
     * are asked for.
     */
    void sweep() {
        if (!sameBoot()) {
            for (String id : Layout.names(layout.tasks())) {
                leftovers.removeRest(id);
            }
        }
        snapshots.sweep();
        Set<String> containers = new HashSet<>(Layout.names(layout.containers()));
        for (String name : containers) {
            if (name.startsWith(".") || !Files.exists(layout.claim(name))) {
                leftovers.remove(name);
                host.files().removeTree(layout.container(name));
            }
        }
        Set<String> live = new HashSet<>();
        for (String id : Layout.names(layout.tasks())) {
            if (Files.exists(layout.claim(id))) {
                live.add(id);
            } else {
                leftovers.remove(id);
            }
        }
        for (String id : Layout.names(layout.roots())) {
            if (!live.contains(id)) {
                roots.clear(id);
            }
        }
        sweepShims(live);
        network.sweep(live);
    }

    /** Supervisors that never got a container end by themselves; their directories do not. */
    private void sweepShims(Set<String> live) {
        Set<Path> used = new HashSet<>();
        live.forEach(id -> leftovers.shim(id).ifPresent(used::add));
        for (String name : Layout.names(layout.shims())) {
            Path directory = layout.shims().resolve(name);
            if (!used.contains(directory)) {
                host.files().removeTree(directory);
            }
        }
    }

    /** Whether the run directory was written since the machine started; process ids and mounts of before mean nothing. */
    private boolean sameBoot() {
        Path stored = layout.run().resolve("boot");
        try {
            String now = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
            boolean same = Files.exists(stored) && Files.readString(stored).equals(now);
            Files.write(stored, now.getBytes(StandardCharsets.UTF_8));
            return same;
        } catch (IOException e) {
            throw EngineException.internal("reading the boot id: " + e.getMessage(), e);
        }
    }
}
