package io.sockerless.drivers.wasm;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.trees.Devices;
import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Node;
import io.sockerless.drivers.trees.Node.Making;
import io.sockerless.drivers.trees.Place;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.TarInto;
import io.sockerless.drivers.trees.TarOut;
import io.sockerless.drivers.trees.Tree;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Mounts what a container has beside its own tree: volumes, binds, tmpfs and devices. */
final class Sandbox {
    private final Volumes volumes;
    private final ReentrantLock lock;

    Sandbox(Volumes volumes, ReentrantLock lock) {
        this.volumes = volumes;
        this.lock = lock;
    }

    /** The tree alone. */
    Root bare(Tree tree) {
        return new Root(lock, tree, false);
    }

    /** What can be seen of a container that does not run. */
    Root still(Tree tree, List<MountSpec> mounts) {
        Root root = bare(tree);
        for (MountSpec mount : mounts) {
            if (!mount.type().equals("tmpfs")) {
                mount(root, mount);
            }
        }
        return root;
    }

    /** What a running one sees. @param scratch a directory for what does not outlive the run */
    Root running(Tree tree, List<MountSpec> mounts, boolean readOnly, Path scratch) {
        Directories.remove(scratch);
        Directories.make(scratch);
        Root targets = bare(tree);
        Root root = new Root(lock, tree, readOnly);
        // Targets are made even where the container itself may not write.
        mount(targets, root, "/dev", devices(scratch.resolve("dev")).root(), false);
        int number = 0;
        for (MountSpec mount : mounts) {
            if (mount.type().equals("tmpfs")) {
                Tree empty = scratch(scratch.resolve("tmpfs-" + number++));
                empty(empty, mount);
                mount(targets, root, mount.target(), empty.root(), mount.readOnly());
            } else {
                mount(targets, root, mount.target(), source(mount), mount.readOnly());
            }
        }
        return root;
    }

    private static Tree scratch(Path data) {
        Directories.make(data);
        return Tree.scratch(data);
    }

    private void empty(Tree tree, MountSpec mount) {
        int mode = Integer.parseInt(mount.options().getOrDefault("mode", "1777"), 8);
        long uid = Long.parseLong(mount.options().getOrDefault("uid", "0"));
        Root root = bare(tree);
        root.attributes(root.top(), mode, uid, Long.parseLong(mount.options().getOrDefault("gid", "0")));
    }

    private static void mount(Root targets, Root root, String target, Node source, boolean readOnly) {
        try {
            targets.mount(target, source, readOnly);
            root.mount(target, source, readOnly);
        } catch (FsException e) {
            throw EngineException.invalid("mounting at " + target + ": " + e.getMessage());
        }
    }

    private void mount(Root root, MountSpec mount) {
        mount(root, root, mount.target(), source(mount), mount.readOnly());
    }

    private Node source(MountSpec mount) {
        Optional<Tree> volume = volumes.tree(mount.volume(), mount.source());
        if (volume.isPresent()) {
            return volume.get().root();
        }
        try {
            return Root.host(Path.of(mount.source()).toRealPath());
        } catch (IOException e) {
            throw EngineException.invalid("bind source path does not exist: " + mount.source());
        }
    }

    private Tree devices(Path data) {
        Tree tree = scratch(data);
        Root root = bare(tree);
        for (Devices device : Devices.values()) {
            device(root, device.name().toLowerCase(java.util.Locale.ROOT), device.device());
        }
        device(root, "tty", Devices.TTY);
        Place shm = root.make(root.top(), "shm", Making.of(Kind.DIRECTORY, 01777, 0, 0));
        root.attributes(shm, 01777, 0, 0);
        return tree;
    }

    private static void device(Root root, String name, long number) {
        root.make(root.top(), name, new Making(Kind.CHARACTER, 0666, 0, 0, "", number));
    }

    /** Fills new, empty volumes with what the image has at their targets. */
    void copyUp(Tree tree, List<MountSpec> mounts) {
        for (MountSpec mount : mounts) {
            if (mount.copyUp()) {
                volumes.tree(mount.volume(), mount.source()).ifPresent(volume -> copyUp(tree, mount, volume));
            }
        }
    }

    private void copyUp(Tree tree, MountSpec mount, Tree volume) {
        Root to = bare(volume);
        if (!to.list(to.top()).isEmpty()) {
            return;
        }
        Root from = bare(tree);
        Place source;
        try {
            source = from.find(from.top(), mount.target(), true);
        } catch (FsException e) {
            return; // the image has nothing there
        }
        if (source.node().kind() != Kind.DIRECTORY) {
            return;
        }
        try {
            Path archive = Files.createTempFile("sockerless-volume", ".tar");
            try {
                try (var out = new java.io.BufferedOutputStream(Files.newOutputStream(archive));
                        TarOut tar = new TarOut(from, out)) {
                    tar.tree(source, "", _ -> true);
                }
                try (InputStream in = Files.newInputStream(archive)) {
                    new TarInto(to, to.top(), new TarInto.Rules(false, false, Optional.empty())).unpack(in);
                }
                var stat = source.node().stat();
                to.attributes(to.top(), stat.mode(), stat.uid(), stat.gid());
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw EngineException.internal("filling volume " + mount.volume() + ": " + e.getMessage(), e);
        }
    }
}
