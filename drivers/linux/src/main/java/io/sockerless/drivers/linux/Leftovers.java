package io.sockerless.drivers.linux;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.agent.ShimClient;
import io.sockerless.drivers.linux.cgroup.Cgroup;
import io.sockerless.drivers.linux.cgroup.Hierarchy;
import io.sockerless.drivers.linux.network.ContainerNetwork;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Removes what a task leaves: processes, the runtime's state, control groups, mounts, the network sandbox, directories.
 * Each step is idempotent and the task's directory goes last, so that a removal that a crash cut short can be found and
 * repeated.
 */
record Leftovers(
        Layout layout,
        HostAgent host,
        RootFs roots,
        ContainerNetwork network,
        Hierarchy hierarchy,
        Optional<Path> rootlessRuntime) {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final long KILL_POLL = 500_000;
    private static final long KILL_LIMIT = 10_000_000_000L;

    /** All of a task that no {@link LinuxTask} stands for. */
    void remove(String id) {
        Optional<Path> shim = shim(id);
        if (shim.isPresent()) {
            end(id, shim.get());
        }
        kill(id); // crun forgets a container whose creation failed, but not always its groups
        removeRest(id);
    }

    /** The directory of a task's supervisor, which may be gone. */
    Optional<Path> shim(String id) {
        Path link = layout.shimOf(id);
        try {
            return Files.isSymbolicLink(link)
                    ? Optional.of(layout.task(id)
                            .resolve(Files.readSymbolicLink(link))
                            .normalize())
                    : Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("reading " + link + ": " + e.getMessage(), e);
        }
    }

    private void end(String id, Path shim) {
        try (ShimClient client = ShimClient.open(shim, _ -> {})) {
            client.delete();
        } catch (IOException | EngineException e) {
            LOG.log(System.Logger.Level.DEBUG, "supervisor of {0}: {1}", id, e.getMessage());
        }
    }

    /** All but a supervisor that is known to have ended. */
    void removeRest(String id) {
        if (Files.exists(layout.runtimeRoot().resolve(id))) {
            kill(id);
        }
        network.detach(id);
        roots.clear(id);
        host.mounts().unmount(layout.sharedMemory(id), true);
        Optional<Path> shim = shim(id);
        shim.ifPresent(tree -> host.files().removeTree(tree));
        host.files().removeTree(layout.task(id));
    }

    /** What the runtime would have done if it had been asked: without a supervisor nobody asks it. */
    private void kill(String id) {
        cgroup(id).ifPresent(path -> {
            Cgroup cgroup = hierarchy.at(path);
            killAll(cgroup);
            removeGroups(path);
        });
        killByRuntime(id);
        host.files().removeTree(layout.runtimeRoot().resolve(id));
    }

    /** Without control groups only the runtime knows whom to kill; with the first process all of the container's end. */
    private void killByRuntime(String id) {
        if (rootlessRuntime.isEmpty() || !Files.exists(layout.runtimeRoot().resolve(id))) {
            return;
        }
        try {
            Process process = new ProcessBuilder(
                            rootlessRuntime.get().toString(),
                            "--cgroup-manager=disabled",
                            "--root",
                            layout.runtimeRoot().toString(),
                            "delete",
                            "--force",
                            id)
                    .redirectErrorStream(true)
                    .start();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                LOG.log(System.Logger.Level.WARNING, "removing container {0}: {1}", id, words);
            }
        } catch (IOException e) {
            throw EngineException.internal("removing container " + id + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "interrupted while removing a container", e);
        }
    }

    private static void killAll(Cgroup cgroup) {
        long end = System.nanoTime() + KILL_LIMIT;
        if (cgroup.exists() && cgroup.frozen()) {
            cgroup.thaw();
        }
        for (List<Long> pids = cgroup.processes(); !pids.isEmpty(); pids = cgroup.processes()) {
            if (System.nanoTime() - end > 0) {
                throw new EngineException(ErrorKind.INTERNAL, "processes that cannot be killed: " + pids);
            }
            pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            LockSupport.parkNanos(KILL_POLL);
        }
    }

    private Optional<String> cgroup(String id) {
        try {
            String path = JSON.readTree(Files.readAllBytes(layout.task(id).resolve("config.json")))
                    .path("linux")
                    .path("cgroupsPath")
                    .asText();
            return path.endsWith("/" + id) ? Optional.of(path) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw EngineException.internal("reading the bundle of " + id + ": " + e.getMessage(), e);
        }
    }

    private void removeGroups(String cgroup) {
        List<Path> mounts = new ArrayList<>(hierarchy.controllers().values());
        hierarchy.unified().ifPresent(mounts::add);
        for (Path mount : mounts) {
            Path group = mount.resolve(cgroup.substring(1));
            if (!Files.exists(group)) {
                continue;
            }
            // A container may have made groups of its own below. The files in them cannot be removed and need not be.
            try (Stream<Path> below = Files.walk(group)) {
                for (Path each : below.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    Files.deleteIfExists(each);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.log(System.Logger.Level.WARNING, "control group {0}: {1}", cgroup, e.getMessage());
            }
        }
    }
}
