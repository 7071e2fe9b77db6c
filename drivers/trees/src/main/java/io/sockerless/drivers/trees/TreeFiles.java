package io.sockerless.drivers.trees;

import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Docker's operations on files of containers that are trees of ours.
 *
 * @param containers by id; one that is not there is the function's to refuse
 */
public record TreeFiles(Function<String, Held> containers) implements HasFiles {
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long STICKY = 1L << 20;

    @FunctionalInterface
    private interface Work<T> {
        T run(Held held) throws IOException;
    }

    private <T> T on(String id, String path, Work<T> work) {
        try (Held held = containers.apply(id)) {
            return work.run(held);
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
        return on(id, path, held -> {
            Root root = held.root();
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
        on(id, path, held -> {
            Root root = held.root();
            Place place = root.find(root.top(), path, false);
            try (TarOut tar = new TarOut(root, out)) {
                tar.tree(place, name(place, path), _ -> true);
            }
            return path;
        });
    }

    @Override
    public void tarIn(String id, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        on(id, path, held -> {
            Root root = held.root();
            Place place = root.find(root.top(), path, true);
            if (place.node().kind() != Kind.DIRECTORY) {
                throw EngineException.invalid("extraction point is not a directory");
            }
            if (place.readOnly()) {
                throw new EngineException(ErrorKind.FORBIDDEN, "container rootfs or volume is marked read-only");
            }
            Optional<TarInto.Owner> owner = copyOwner
                    ? Optional.empty()
                    : Optional.of(Accounts.read(root).find(held.user()));
            new TarInto(root, place, new TarInto.Rules(false, noOverwriteDirNonDir, owner, held.outside())).unpack(tar);
            return path;
        });
    }

    @Override
    public void export(String id, OutputStream out) {
        on(id, "/", held -> {
            Root bare = held.bare();
            try (TarOut tar = new TarOut(bare, out)) {
                tar.tree(bare.top(), "", _ -> true);
            }
            return id;
        });
    }

    private void visit(String id, Function<Root, Difference.Visitor> visitor) {
        on(id, "/", held -> {
            Root bare = held.bare();
            try (Tree image = held.image()) {
                new Difference(held.tree(), bare).visit(image.root(), visitor.apply(bare));
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
        return on(id, "/", held -> Files.exists(held.data()) ? Directories.size(held.data()) : 0L);
    }
}
