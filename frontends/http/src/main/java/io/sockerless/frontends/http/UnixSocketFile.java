package io.sockerless.frontends.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The file of a unix socket: held by one server at a time, cleared of what a dead one left. */
final class UnixSocketFile implements AutoCloseable {
    private final Path path;
    private final Path lockPath;
    private final FileChannel lockFile;

    private UnixSocketFile(Path path, Path lockPath, FileChannel lockFile) {
        this.path = path;
        this.lockPath = lockPath;
        this.lockFile = lockFile;
    }

    /** @throws IOException when another server listens there, or the path is something else than a socket */
    static UnixSocketFile claim(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel lockFile = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null || answers(path)) {
                throw new IOException("another daemon listens on unix://" + path);
            }
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.isRegularFile(path) || Files.isDirectory(path)) {
                    throw new IOException(path + " exists and is not a socket");
                }
                Files.delete(path);
            }
            return new UnixSocketFile(path, lockPath, lockFile);
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("this process listens on unix://" + path + " already", e);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Lets owner and group connect, or the owner alone. The file appears with the process's umask, which never gives more to others. */
    void open(String group, boolean alone) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (!group.isEmpty()) {
            view.setGroup(principal(group));
        }
        view.setPermissions(PosixFilePermissions.fromString(alone ? "rw-------" : "rw-rw----"));
    }

    private GroupPrincipal principal(String group) throws IOException {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("can't create unix socket " + path + ": group " + group + " not found", e);
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(lockPath);
        lockFile.close();
    }
}
