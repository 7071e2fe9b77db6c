package io.sockerless.drivers.trees;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A file of this machine that a container binds. This machine never resolves a symbolic link for it: each step takes one
 * component and does not follow, and what links say is resolved by {@link Root}.
 */
final class HostNode extends Node {
    private final Path path;

    HostNode(Path path) {
        this.path = path;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T on(Work<T> work) {
        try {
            return work.run();
        } catch (NoSuchFileException e) {
            throw new FsException(Errno.NOENT);
        } catch (FileAlreadyExistsException e) {
            throw new FsException(Errno.EXIST);
        } catch (DirectoryNotEmptyException e) {
            throw new FsException(Errno.NOTEMPTY);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new FsException(Errno.ACCESS);
        } catch (InvalidPathException e) {
            throw new FsException(Errno.ILSEQ);
        } catch (FileSystemException e) {
            throw new FsException(errno(e), e.getReason() == null ? "" : e.getReason());
        } catch (IOException e) {
            throw new FsException(Errno.IO, String.valueOf(e.getMessage()));
        }
    }

    private static Errno errno(FileSystemException e) {
        String reason = e.getReason() == null ? "" : e.getReason();
        return switch (reason) {
            case "Not a directory" -> Errno.NOTDIR;
            case "Is a directory" -> Errno.ISDIR;
            case "Operation not permitted" -> Errno.PERM;
            case "No space left on device" -> Errno.NOSPC;
            case "Read-only file system" -> Errno.ROFS;
            case "Invalid cross-device link" -> Errno.XDEV;
            case "File name too long" -> Errno.NAMETOOLONG;
            default -> Errno.IO;
        };
    }

    private Path at(String name) {
        try {
            return path.resolve(name);
        } catch (InvalidPathException e) {
            throw new FsException(Errno.ILSEQ);
        }
    }

    private Map<String, Object> read(String what) {
        return on(() -> Files.readAttributes(path, what, LinkOption.NOFOLLOW_LINKS));
    }

    private static Kind kind(int mode) {
        return switch (mode & 0170000) {
            case 0040000 -> Kind.DIRECTORY;
            case 0100000 -> Kind.FILE;
            case 0120000 -> Kind.LINK;
            case 0020000 -> Kind.CHARACTER;
            case 0060000 -> Kind.BLOCK;
            case 0010000 -> Kind.FIFO;
            default -> Kind.SOCKET;
        };
    }

    @Override
    public Stat stat() {
        Map<String, Object> all = read("unix:mode,ino,uid,gid,size,lastModifiedTime,nlink,rdev");
        int mode = (Integer) all.get("mode");
        return new Stat(
                kind(mode),
                (Long) all.get("ino"),
                mode & 07777,
                Integer.toUnsignedLong((Integer) all.get("uid")),
                Integer.toUnsignedLong((Integer) all.get("gid")),
                (Long) all.get("size"),
                ((FileTime) all.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
                (Integer) all.get("nlink"),
                (Long) all.get("rdev"));
    }

    @Override
    public Kind kind() {
        return kind((Integer) read("unix:mode").get("mode"));
    }

    @Override
    public String target() {
        return on(() -> Files.readSymbolicLink(path).toString());
    }

    @Override
    public Optional<Node> child(String name) {
        Path child = at(name);
        return Files.exists(child, LinkOption.NOFOLLOW_LINKS) ? Optional.of(new HostNode(child)) : Optional.empty();
    }

    @Override
    public Map<String, Kind> children() {
        return on(() -> {
            Map<String, Kind> out = new TreeMap<>();
            try (Stream<Path> files = Files.list(path)) {
                files.forEach(file -> out.put(file.getFileName().toString(), new HostNode(file).kind()));
            }
            return out;
        });
    }

    @Override
    Node make(String name, Making making) {
        Path child = at(name);
        return on(() -> {
            switch (making.kind()) {
                case DIRECTORY -> Files.createDirectory(child);
                case FILE -> Files.createFile(child);
                case LINK -> Files.createSymbolicLink(child, Path.of(making.target()));
                case CHARACTER, BLOCK, FIFO, SOCKET -> throw new FsException(Errno.PERM);
            }
            HostNode made = new HostNode(child);
            if (making.kind() != Kind.LINK) {
                made.permissions(making.mode());
            }
            return made;
        });
    }

    @Override
    void link(String name, Node existing) {
        if (!(existing instanceof HostNode other)) {
            throw new FsException(Errno.XDEV);
        }
        if (other.kind() == Kind.LINK) {
            throw new FsException(Errno.NOTSUP);
        }
        on(() -> Files.createLink(at(name), other.path));
    }

    @Override
    void unlink(String name) {
        on(() -> {
            Files.delete(at(name));
            return name;
        });
    }

    @Override
    void move(String name, Node directory, String newName) {
        if (!(directory instanceof HostNode other)) {
            throw new FsException(Errno.XDEV);
        }
        on(() -> Files.move(at(name), other.at(newName), StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    Data open(boolean write, boolean truncate) {
        if (kind() != Kind.FILE) {
            throw new FsException(Errno.NOTSUP); // a pipe would wait for this machine's processes
        }
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        if (write) {
            options.add(StandardOpenOption.WRITE);
        }
        if (truncate) {
            options.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        return on(() -> new FileData(FileChannel.open(path, options)));
    }

    private void permissions(int mode) throws IOException {
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode >> 8 - i & 1) == 1) {
                set.add(all[i]);
            }
        }
        Files.setPosixFilePermissions(path, set);
    }

    /** The owner stays this process's own, as it may not give files away. */
    @Override
    void attributes(int mode, long uid, long gid) {
        if (kind() != Kind.LINK) {
            on(() -> {
                permissions(mode);
                return mode;
            });
        }
    }

    @Override
    void modified(long mtime) {
        if (kind() != Kind.LINK) {
            on(() -> Files.setLastModifiedTime(path, FileTime.from(mtime, TimeUnit.NANOSECONDS)));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostNode node && node.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }
}
