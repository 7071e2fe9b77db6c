package io.sockerless.engine.build;

import io.sockerless.drivers.spi.HasFiles.Owner;
import io.sockerless.drivers.spi.HasFiles.PathStat;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.oci.TarEntries;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of an image, seen through a container that never runs. Closing removes it. Used by one thread. */
final class StageFiles implements AutoCloseable {
    private static final long DIRECTORY = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long STICKY = 1L << 20;

    private final Workers workers;
    private final String image;
    private final Map<String, Optional<PathStat>> known = new HashMap<>();
    private Workers.Worker container;

    /** @param image an id, or empty for no files at all */
    StageFiles(Workers workers, String image) {
        this.workers = workers;
        this.image = image;
    }

    private String container() {
        if (container == null) {
            container = workers.create(
                    "", Map.of("Image", image, "Cmd", List.of("nothing"), "Entrypoint", List.of("")), Map.of());
        }
        return container.id();
    }

    /** @param path absolute; a symbolic link as its last element is itself */
    Optional<PathStat> stat(String path) {
        if (image.isEmpty()) {
            return Optional.empty();
        }
        Optional<PathStat> before = known.get(path);
        if (before == null) {
            before = ask(path);
            known.put(path, before);
        }
        return before;
    }

    private Optional<PathStat> ask(String path) {
        try {
            return Optional.of(workers.containers().stat(container(), path));
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isDirectory(PathStat stat) {
        return (stat.mode() & DIRECTORY) != 0;
    }

    /** The path without symbolic links; what is not there stays as it is written. */
    String resolve(String path) {
        String at = "";
        for (String part : TarTree.clean(path).split("/")) {
            String next = at + "/" + part;
            Optional<PathStat> stat = part.isEmpty() ? Optional.empty() : stat(next);
            boolean link = stat.isPresent() && (stat.get().mode() & SYMLINK) != 0;
            at = part.isEmpty() ? at : link ? "/" + TarTree.clean(stat.get().linkTarget()) : next;
        }
        return TarTree.clean(at);
    }

    /** A directory that is there, as an entry of a layer; empty if there is none. */
    Optional<Node> directory(String path) {
        return stat("/" + path).filter(StageFiles::isDirectory).map(stat -> {
            Owner owner = stat.owner()
                    .orElseThrow(() -> EngineException.notImplemented(
                            "the driver of this engine cannot tell owners of files, which building needs"));
            java.time.Instant time = java.time.Instant.parse(stat.mtime());
            return new Node(
                    path,
                    Node.Kind.DIRECTORY,
                    permissions(stat.mode()),
                    owner.uid(),
                    owner.gid(),
                    0,
                    time.getEpochSecond(),
                    time.getNano(),
                    "",
                    0,
                    Map.of());
        });
    }

    private static int permissions(long mode) {
        return (int) (mode & 0777)
                | ((mode & SETUID) != 0 ? 04000 : 0)
                | ((mode & SETGID) != 0 ? 02000 : 0)
                | ((mode & STICKY) != 0 ? 01000 : 0);
    }

    /** Writes a tar of the path, its last name as the top entry. */
    void archive(String path, OutputStream tar) {
        if (image.isEmpty()) {
            throw EngineException.notFound("file does not exist");
        }
        workers.containers().archiveOut(container(), path, tar);
    }

    /** A small text file; empty if there is none. */
    Optional<String> text(String path) throws IOException {
        if (stat(path).isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream tar = new SmallOutput(path);
        archive(resolve(path), tar);
        try (TarEntries entries = new TarEntries(new ByteArrayInputStream(tar.toByteArray()))) {
            if (entries.next().isEmpty()) {
                return Optional.empty();
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = entries.read(buffer); n > 0; n = entries.read(buffer)) {
                content.write(buffer, 0, n);
            }
            return Optional.of(content.toString(StandardCharsets.UTF_8));
        }
    }

    /** Of files that a build's own commands have written. */
    private static final class SmallOutput extends ByteArrayOutputStream {
        private static final int LARGEST = 8 << 20;

        private final String path;

        SmallOutput(String path) {
            this.path = path;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (count + length > LARGEST) {
                throw EngineException.invalid(path + " is too large to be read: more than " + LARGEST + " bytes");
            }
            super.write(bytes, offset, length);
        }
    }

    @Override
    public void close() {
        if (container != null) {
            workers.remove(container);
            container = null;
        }
    }
}
