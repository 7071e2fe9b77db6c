package io.sockerless.drivers.wasm;

import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.wasm.fs.Difference;
import io.sockerless.drivers.wasm.fs.Errno;
import io.sockerless.drivers.wasm.fs.FsException;
import io.sockerless.drivers.wasm.fs.Kind;
import io.sockerless.drivers.wasm.fs.Place;
import io.sockerless.drivers.wasm.fs.Root;
import io.sockerless.drivers.wasm.fs.Stat;
import io.sockerless.drivers.wasm.fs.TarInto;
import io.sockerless.drivers.wasm.fs.TarOut;
import io.sockerless.drivers.wasm.fs.Tree;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Docker's operations on a container's files. */
record ContainerFiles(Sandbox sandbox, Function<String, WasmContainer> containers) implements HasFiles {
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long STICKY = 1L << 20;

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T on(String id, String path, Work<T> work) {
        try {
            return work.run();
        } catch (FsException e) {
            boolean missing = e.errno() == Errno.NOENT || e.errno() == Errno.NOTDIR;
            throw new EngineException(
                    missing ? ErrorKind.NOT_FOUND : ErrorKind.INVALID,
                    missing ? "Could not find the file " + path + " in container " + id : e.getMessage(),
                    e);
        } catch (IOException e) {
            throw EngineException.internal("the files of container " + id + ": " + e.getMessage(), e);
        }
    }

    private Root root(String id) {
        return containers.apply(id).root(sandbox);
    }

    private static long goMode(Stat stat) {
        long kind = switch (stat.kind()) {
            case DIRECTORY -> 1L << 31;
            case LINK -> 1L << 27;
            case BLOCK -> 1L << 26;
            case FIFO -> 1L << 25;
            case SOCKET -> 1L << 24;
            case CHARACTER -> 1L << 26 | 1L << 21;
            case FILE -> 0;
        };
        long special = ((stat.mode() & 04000) != 0 ? SETUID : 0)
                | ((stat.mode() & 02000) != 0 ? SETGID : 0)
                | ((stat.mode() & 01000) != 0 ? STICKY : 0);
        return kind | special | stat.mode() & 0777;
    }

    private static String name(Place place, String path) {
        return place.name().isEmpty() ? "/" : path.endsWith("/.") ? "." : place.name();
    }

    @Override
    public PathStat stat(String id, String path) {
        return on(id, path, () -> {
            Root root = root(id);
            Place place = root.find(root.top(), path, false);
            Stat stat = root.locked(() -> place.node().stat());
            String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    Instant.EPOCH.plusNanos(stat.mtime()).atOffset(ZoneOffset.UTC));
            return new PathStat(
                    name(place, path),
                    stat.size(),
                    goMode(stat),
                    time,
                    stat.kind() == Kind.LINK ? target(root, place) : "",
                    Optional.of(new Owner(stat.uid(), stat.gid())));
        });
    }

    private static String target(Root root, Place link) {
        String written = link.node().target();
        try {
            return root.find(link.up(), written, true).path();
        } catch (FsException e) {
            return written;
        }
    }

    @Override
    public void tarOut(String id, String path, OutputStream out) {
        on(id, path, () -> {
            Root root = root(id);
            Place place = root.find(root.top(), path, false);
            try (TarOut tar = new TarOut(root, out)) {
                tar.tree(place, name(place, path), _ -> true);
            }
            return path;
        });
    }

    @Override
    public void tarIn(String id, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        on(id, path, () -> {
            Root root = root(id);
            Place place = root.find(root.top(), path, true);
            if (place.node().kind() != Kind.DIRECTORY) {
                throw EngineException.invalid("extraction point is not a directory");
            }
            if (place.readOnly()) {
                throw new EngineException(ErrorKind.FORBIDDEN, "container rootfs or volume is marked read-only");
            }
            Optional<TarInto.Owner> owner = copyOwner
                    ? Optional.empty()
                    : Optional.of(Accounts.read(root)
                            .find(containers.apply(id).claim().user()));
            new TarInto(root, place, new TarInto.Rules(false, noOverwriteDirNonDir, owner)).unpack(tar);
            return path;
        });
    }

    @Override
    public void export(String id, OutputStream out) {
        on(id, "/", () -> {
            Root bare = sandbox.bare(containers.apply(id).tree());
            try (TarOut tar = new TarOut(bare, out)) {
                tar.tree(bare.top(), "", _ -> true);
            }
            return id;
        });
    }

    private void visit(String id, Function<Root, Difference.Visitor> visitor) {
        on(id, "/", () -> {
            WasmContainer container = containers.apply(id);
            Root bare = sandbox.bare(container.tree());
            try (Tree image = container.imageTree()) {
                new Difference(container.tree(), bare).visit(image.root(), visitor.apply(bare));
            }
            return id;
        });
    }

    @Override
    public List<Change> changes(String id) {
        List<Change> out = new ArrayList<>();
        visit(id, _ -> new Difference.Visitor() {
            @Override
            public void modified(Place place, String path) {
                out.add(new Change("/" + path, 0));
            }

            @Override
            public void added(Place place, String path, boolean replaced) {
                out.add(new Change("/" + path, replaced ? 0 : 1));
            }

            @Override
            public void deleted(String directory, String name) {
                out.add(new Change((directory.isEmpty() ? "/" : "/" + directory + "/") + name, 2));
            }
        });
        return out;
    }

    @Override
    public void diff(String id, OutputStream out) {
        visit(id, root -> new Layer(new TarOut(root, out)));
    }

    private record Layer(TarOut tar) implements Difference.Visitor {
        @Override
        public void modified(Place place, String path) throws IOException {
            tar.one(place, path);
        }

        @Override
        public void added(Place place, String path, boolean replaced) throws IOException {
            if (replaced && place.node().kind() == Kind.DIRECTORY) {
                tar.one(place, path);
                tar.whiteout(path, ".wh..opq"); // hides what the image has there;
            } else {
                tar.one(place, path);
            }
        }

        @Override
        public void deleted(String directory, String name) throws IOException {
            tar.whiteout(directory, name);
        }

        @Override
        public void finish() throws IOException {
            tar.close();
        }
    }

    @Override
    public long writableSize(String id) {
        java.nio.file.Path data = containers.apply(id).data();
        return java.nio.file.Files.exists(data) ? Layout.size(data) : 0;
    }
}
