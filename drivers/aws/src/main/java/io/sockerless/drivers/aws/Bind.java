package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.MirrorPlace;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory or file of this machine that a container has a copy of. A directory's is a volume of the task's own; one that the
 * container may only read has a second mount, by which the agent writes.
 *
 * @param number among the container's mounts
 */
record Bind(TaskSpec spec, int number, MountSpec mount) {
    private static final Path ROOT = Path.of("/");
    /** What tasks have there that is nobody's to replace. */
    private static final List<String> OWN = List.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    static List<Bind> of(TaskSpec spec) {
        List<Bind> all = new ArrayList<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            if (isOne(spec.mounts().get(i))) {
                all.add(new Bind(spec, i, spec.mounts().get(i)));
            }
        }
        return all;
    }

    static boolean isOne(MountSpec mount) {
        return mount.type().equals("bind");
    }

    /** Where the agent writes what the container may only read. */
    static String behind(int number) {
        return "/.sockerless-bind/" + number;
    }

    /** What agents know it by. */
    static String mirror(String container, int number) {
        return container + "/" + number;
    }

    boolean isDirectory() {
        return Files.isDirectory(source());
    }

    boolean isHere() {
        return Files.exists(source());
    }

    Path source() {
        return Path.of(mount.source());
    }

    MirrorPlace here() {
        try {
            Path real = source().toRealPath();
            return isDirectory()
                    ? place(real.toString(), "/", "")
                    : place(real.getParent().toString(), "/", real.getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MirrorPlace there() {
        Path target = Path.of(mount.target());
        if (isDirectory()) {
            return place("/", mount.readOnly() ? behind(number) : target.toString(), "");
        }
        return place("/", target.getParent().toString(), target.getFileName().toString());
    }

    private MirrorPlace place(String root, String path, String only) {
        return new MirrorPlace(mirror(spec.id(), number), root, path, only, only.isEmpty() ? skip() : List.of());
    }

    /** Other mounts below it. */
    private List<String> skip() {
        Path target = Path.of(mount.target());
        return Stream.concat(spec.mounts().stream().map(MountSpec::target), OWN.stream())
                .map(Path::of)
                .filter(other -> other.startsWith(target) && !other.equals(target) && !target.equals(ROOT))
                .map(other -> target.relativize(other).toString())
                .toList();
    }
}
