package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.spec.Accounts;
import io.sockerless.drivers.linux.spec.Identity;
import io.sockerless.drivers.spi.HasFiles.Change;
import io.sockerless.drivers.spi.HasFiles.PathStat;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The file systems of containers. That of a running one is seen through its first process, with everything that is
 * mounted there; that of a stopped one is mounted for the moment, with its volumes.
 */
record ContainerTrees(
        Layout layout, HostAgent host, RootFs roots, Snapshots snapshots, ToLongFunction<String> processes) {

    private Claim claim(String id) {
        return Claim.read(layout.claim(id)).orElseThrow(() -> EngineException.notFound("No such container: " + id));
    }

    private <T> T in(String id, Function<Map<String, Object>, T> work) {
        long pid = processes.applyAsLong(id);
        if (pid != 0) {
            return work.apply(new HashMap<>(Map.of("pid", pid)));
        }
        Claim claim = claim(id);
        try (RootFs.Lease root = roots.mount(id, claim.chainIds())) {
            List<Path> mounted = new ArrayList<>();
            try {
                for (MountSpec mount : claim.mounts()) {
                    if (!mount.type().equals("tmpfs")) {
                        mounted.addFirst(StoppedMounts.bind(host, root.path(), mount));
                    }
                }
                return work.apply(new HashMap<>(Map.of("root", root.path().toString())));
            } finally {
                mounted.forEach(target -> host.unmount(target, true));
            }
        }
    }

    PathStat stat(String id, String path) {
        return in(id, place -> {
            place.put("path", path);
            HostAgent.PathInfo info = host.stat(place);
            return new PathStat(info.name(), info.size(), info.mode(), info.mtime(), info.linkTarget());
        });
    }

    void tarOut(String id, String path, OutputStream tar) {
        in(id, place -> {
            place.put("path", path);
            host.receive("tar-out", place, tar);
            return true;
        });
    }

    void tarIn(String id, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        Claim claim = claim(id);
        in(id, place -> {
            place.put("path", path);
            place.put("noOverwriteDirNonDir", noOverwriteDirNonDir);
            if (!copyOwner && !claim.user().isEmpty()) {
                place.put("owner", owner(id, claim));
            }
            host.send("tar-in", place, tar);
            return true;
        });
    }

    private Map<String, Long> owner(String id, Claim claim) {
        try (RootFs.Lease root = roots.mount(id, claim.chainIds())) {
            Identity user = Accounts.read(root.path()).find(claim.user(), List.of());
            return Map.of("uid", user.uid(), "gid", user.gid());
        }
    }

    void export(String id, OutputStream tar) {
        try (RootFs.Lease root = roots.mount(id, claim(id).chainIds())) {
            host.receive("pack", new HashMap<>(Map.of("root", root.path().toString())), tar);
        }
    }

    List<Change> changes(String id) {
        List<String> lowers = snapshots.lowers(claim(id).chainIds()).stream()
                .map(Path::toString)
                .toList();
        Layout.make(layout.upper(id));
        return host.lines(
                "changes", new HashMap<>(Map.of("upper", layout.upper(id).toString(), "lowers", lowers)), Change.class);
    }

    void diff(String id, OutputStream tar) {
        claim(id);
        Layout.make(layout.upper(id));
        host.receive("diff", new HashMap<>(Map.of("upper", layout.upper(id).toString())), tar);
    }

    long writableSize(String id) {
        claim(id);
        Layout.make(layout.upper(id));
        return host.diskUsage(List.of(layout.upper(id))).getFirst();
    }
}
