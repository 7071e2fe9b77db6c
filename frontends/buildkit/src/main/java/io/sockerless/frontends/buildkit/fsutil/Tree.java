package io.sockerless.frontends.buildkit.fsutil;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.fsutil.Stat;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A directory that becomes what its entries say, in the order in which they are named: parents first. Nothing outside of
 * it is ever touched, since an entry's parent must have been named as a directory before, and what stood there as
 * something else is gone by then.
 */
public final class Tree {
    private final Path root;
    private final Map<String, FileKind> named = new HashMap<>();
    private final Deque<Stat> directories = new ArrayDeque<>();

    public Tree(Path root) {
        this.root = root;
    }

    /**
     * Makes the entry, except a file's content.
     *
     * @return whether the file's content is wanted
     */
    boolean place(Stat stat) throws IOException {
        FileKind kind = FileKind.of(stat);
        Path path = resolve(stat.getPath());
        named.put(stat.getPath(), kind);
        Optional<Existing> existing = Existing.at(path);
        switch (kind) {
            case DIRECTORY -> {
                if (existing.isPresent() && !existing.get().directory()) {
                    Files.delete(path);
                }
                if (existing.isEmpty() || !existing.get().directory()) {
                    Files.createDirectory(path);
                }
                directories.push(stat);
                return false;
            }
            case FILE -> {
                if (existing.isPresent() && existing.get().same(stat)) {
                    return false;
                }
                if (existing.isPresent()) {
                    remove(path);
                }
                return true;
            }
            case SYMLINK -> {
                if (existing.isPresent()) {
                    remove(path);
                }
                Files.createSymbolicLink(path, Path.of(stat.getLinkname()));
                own(path, stat);
                return false;
            }
            case HARD_LINK -> {
                if (named.get(stat.getLinkname()) != FileKind.FILE) {
                    throw EngineException.invalid("invalid hard link " + stat.getPath() + " -> " + stat.getLinkname());
                }
                if (existing.isPresent()) {
                    remove(path);
                }
                links.put(stat.getPath(), stat.getLinkname());
                return false;
            }
            case OTHER ->
                throw EngineException.notImplemented(
                        stat.getPath() + ": devices, pipes and sockets in a build context are not supported");
        }
        throw new IllegalStateException();
    }

    private final Map<String, String> links = new HashMap<>();

    SeekableByteChannel create(Stat stat) throws IOException {
        return Files.newByteChannel(
                root.resolve(stat.getPath()), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** After a file's content: its time says that it is whole. */
    void complete(Stat stat) throws IOException {
        Path path = root.resolve(stat.getPath());
        own(path, stat);
        Files.setAttribute(path, "unix:mode", FileKind.permissions(stat), NOFOLLOW_LINKS);
        setTime(path, stat);
    }

    void removeOthers() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (directory.equals(root) || isNamed(directory)) {
                    return FileVisitResult.CONTINUE;
                }
                remove(directory);
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!isNamed(file)) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            private boolean isNamed(Path path) {
                return named.containsKey(root.relativize(path).toString());
            }
        });
    }

    /** After all content. */
    void finish() throws IOException {
        for (Map.Entry<String, String> link : links.entrySet()) {
            Files.createLink(root.resolve(link.getKey()), root.resolve(link.getValue()));
        }
        while (!directories.isEmpty()) {
            Stat stat = directories.pop();
            Path path = root.resolve(stat.getPath());
            own(path, stat);
            Files.setAttribute(path, "unix:mode", FileKind.permissions(stat), NOFOLLOW_LINKS);
            setTime(path, stat);
        }
    }

    private Path resolve(String name) {
        Path path = Path.of(name);
        boolean clean = !name.isEmpty()
                && !path.isAbsolute()
                && path.normalize().toString().equals(name)
                && !path.startsWith("..")
                && name.indexOf('\0') < 0;
        if (!clean) {
            throw EngineException.invalid("invalid path in a tree of files: \"" + name + "\"");
        }
        Path parent = path.getParent();
        if (parent != null && named.get(parent.toString()) != FileKind.DIRECTORY) {
            throw EngineException.invalid("the directory of \"" + name + "\" was not named before it");
        }
        if (named.containsKey(name)) {
            throw EngineException.invalid("\"" + name + "\" was named twice");
        }
        return root.resolve(path);
    }

    private static void own(Path path, Stat stat) throws IOException {
        Files.setAttribute(path, "unix:uid", stat.getUid(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", stat.getGid(), NOFOLLOW_LINKS);
    }

    private static void setTime(Path path, Stat stat) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(stat.getModTime(), TimeUnit.NANOSECONDS));
    }

    static void remove(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What is there already. */
    private record Existing(
            boolean directory, boolean file, int links, long size, int mode, int uid, int gid, FileTime time) {
        private static final String ATTRIBUTES =
                "unix:isDirectory,isRegularFile,nlink,size,mode,uid,gid,lastModifiedTime";

        static Optional<Existing> at(Path path) throws IOException {
            try {
                Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, NOFOLLOW_LINKS);
                return Optional.of(new Existing(
                        (Boolean) found.get("isDirectory"),
                        (Boolean) found.get("isRegularFile"),
                        (Integer) found.get("nlink"),
                        (Long) found.get("size"),
                        (Integer) found.get("mode") & 07777,
                        (Integer) found.get("uid"),
                        (Integer) found.get("gid"),
                        (FileTime) found.get("lastModifiedTime")));
            } catch (NoSuchFileException _) {
                return Optional.empty();
            }
        }

        /** A file with several names may have changed under another one. */
        boolean same(Stat stat) {
            return file
                    && links == 1
                    && size == stat.getSize()
                    && mode == FileKind.permissions(stat)
                    && uid == stat.getUid()
                    && gid == stat.getGid()
                    && time.to(TimeUnit.NANOSECONDS) == stat.getModTime();
        }
    }
}
