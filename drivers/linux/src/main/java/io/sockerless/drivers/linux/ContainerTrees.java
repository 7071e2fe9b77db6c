package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.FileStat;
import io.sockerless.drivers.agent.FileTree;
import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.linux.spec.Accounts;
import io.sockerless.drivers.linux.spec.Identity;
import io.sockerless.drivers.spi.HasFiles.Change;
import io.sockerless.drivers.spi.HasFiles.Owner;
import io.sockerless.drivers.spi.HasFiles.PathStat;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The file systems of containers. That of a running one is seen through its first process, with everything that is
 * mounted there; that of a stopped one is mounted for the moment, with its volumes.
 */
record ContainerTrees(
        Layout layout, HostAgent host, RootFs roots, Snapshots snapshots, ToLongFunction<String> processes) {

    @FunctionalInterface
    private interface Work<T> {
        T on(FileTree tree) throws IOException;
    }

    private Claim claim(String id) {
        return Claim.read(layout.claim(id)).orElseThrow(() -> EngineException.notFound("No such container: " + id));
    }

    private <T> T in(String id, Work<T> work) {
        try {
            long pid = processes.applyAsLong(id);
            return pid != 0 ? work.on(new FileTree.OfProcess(pid)) : inStopped(id, work);
        } catch (IOException e) {
            throw EngineException.internal("the archive of " + id + " broke off: " + e.getMessage(), e);
        }
    }

    private <T> T inStopped(String id, Work<T> work) throws IOException {
        Claim claim = claim(id);
        try (RootFs.Lease root = roots.mount(id, claim.chainIds())) {
            List<Path> mounted = new ArrayList<>();
            try {
                for (MountSpec mount : claim.mounts()) {
                    if (!mount.type().equals("tmpfs")) {
                        mounted.addFirst(StoppedMounts.bind(host, root.path(), mount));
                    }
                }
                return work.on(new FileTree.Directory(root.path()));
            } finally {
                mounted.forEach(target -> host.mounts().unmount(target, true));
            }
        }
    }

    PathStat stat(String id, String path) {
        FileStat stat = in(id, tree -> host.files().stat(tree, path));
        return new PathStat(
                stat.name(),
                stat.size(),
                stat.mode(),
                stat.mtime().toString(),
                stat.linkTarget(),
                Optional.of(new Owner(stat.uid(), stat.gid())));
    }

    void tarOut(String id, String path, OutputStream out) {
        in(id, tree -> copy(host.files().tarOut(tree, path), out));
    }

    void tarIn(String id, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        Claim claim = claim(id);
        Optional<TarIn.Owner> owner =
                copyOwner || claim.user().isEmpty() ? Optional.empty() : Optional.of(owner(id, claim));
        in(id, tree -> host.files().tarIn(tree, new TarIn(path, noOverwriteDirNonDir, owner), tar));
    }

    private TarIn.Owner owner(String id, Claim claim) {
        try (RootFs.Lease root = roots.mount(id, claim.chainIds())) {
            Identity user = Accounts.read(root.path()).find(claim.user(), List.of());
            return new TarIn.Owner(user.uid(), user.gid());
        }
    }

    void export(String id, OutputStream out) {
        try (RootFs.Lease root = roots.mount(id, claim(id).chainIds())) {
            copy(host.files().pack(root.path()), out);
        } catch (IOException e) {
            throw EngineException.internal("the export of " + id + " broke off: " + e.getMessage(), e);
        }
    }

    List<Change> changes(String id) {
        List<Path> lowers = snapshots.containerLowers(claim(id).chainIds());
        return host.files().changes(upper(id), lowers).stream()
                .map(change -> new Change(change.path(), change.kind().ordinal()))
                .toList();
    }

    void diff(String id, OutputStream out) {
        claim(id);
        try {
            copy(host.files().diff(upper(id)), out);
        } catch (IOException e) {
            throw EngineException.internal("the layer of " + id + " broke off: " + e.getMessage(), e);
        }
    }

    long writableSize(String id) {
        claim(id);
        return host.files().diskUsage(List.of(layout.upper(id))).getFirst();
    }

    /** Made by the first mount. */
    private Path upper(String id) {
        Layout.make(layout.upper(id));
        return layout.upper(id);
    }

    private static long copy(InputStream tar, OutputStream out) throws IOException {
        try (tar) {
            return tar.transferTo(out);
        }
    }
}
