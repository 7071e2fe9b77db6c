package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.spi.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The Linux driver with directories of its own. */
public final class LinuxSubject implements DriverSubject {
    static Path state(String place) {
        return Path.of("/var/tmp/sockerless-test", place);
    }

    static Path run(String place) {
        return Path.of("/run/sockerless-test", place);
    }

    @Override
    public Driver open(String place) {
        return LinuxDriver.open(new LinuxConfig(state(place), run(place)));
    }

    @Override
    public List<String> leftovers(String place, Set<String> containerIds) {
        List<String> out = new ArrayList<>();
        try {
            MountTable.read().below(run(place)).forEach(mount -> out.add("mount " + mount));
            MountTable.read().below(state(place)).forEach(mount -> out.add("mount " + mount));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Layout.names(run(place).resolve("tasks")).forEach(name -> out.add("task " + name));
        Layout.names(run(place).resolve("runtime")).forEach(name -> out.add("runtime state " + name));
        Layout.names(run(place).resolve("roots")).forEach(name -> out.add("root " + name));
        Layout.names(run(place).resolve("netns")).forEach(name -> out.add("netns " + name));
        Layout.names(state(place).resolve("containers")).forEach(name -> out.add("container " + name));
        containerIds.forEach(id -> addGroups(id, out));
        out.addAll(processes(run(place)));
        return out;
    }

    private static void addGroups(String id, List<String> out) {
        try (Stream<Path> mounts = Files.list(Path.of("/sys/fs/cgroup"))) {
            mounts.map(mount -> mount.resolve("docker").resolve(id))
                    .filter(Files::exists)
                    .forEach(group -> out.add("control group " + group));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processes that name the directory. Warm supervisors end a moment after their daemon. */
    private static List<String> processes(Path directory) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (true) {
            List<String> found = ProcessHandle.allProcesses()
                    .map(process -> process.info().commandLine().orElse(""))
                    .filter(line -> line.contains(directory.toString()) && line.contains("sockerless-agent"))
                    .toList();
            if (found.isEmpty() || System.nanoTime() - end > 0) {
                return found;
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void uninstall(Driver driver) {
        ((LinuxDriver) driver).removeNetwork();
    }

    @Override
    public void remove(String place) {
        for (Path directory : List.of(run(place), state(place))) {
            if (!Files.exists(directory)) {
                continue;
            }
            try (Stream<Path> entries = Files.walk(directory)) {
                for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(entry);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
