package io.sockerless.drivers.shell;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The files of this machine, by java.nio. */
final class HostFiles implements FileView {
    private static final int TYPE = 0170000;

    static Path path(String text) {
        return Path.of(new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    static String text(Path path) {
        return new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public Optional<Stat> stat(String path, boolean follow) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        LinkOption[] options = follow ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        try {
            Map<String, Object> all = Files.readAttributes(path(path), "unix:*", options);
            int mode = (int) all.get("mode");
            Kind kind =
                    switch (mode & TYPE) {
                        case 0040000 -> Kind.DIRECTORY;
                        case 0120000 -> Kind.LINK;
                        case 0020000 -> Kind.CHARACTER;
                        case 0060000 -> Kind.BLOCK;
                        case 0010000 -> Kind.FIFO;
                        case 0140000 -> Kind.SOCKET;
                        default -> Kind.FILE;
                    };
            if (path.endsWith("/") && kind != Kind.DIRECTORY) {
                return Optional.empty();
            }
            return Optional.of(new Stat(
                    kind,
                    mode & 07777,
                    (int) all.get("uid"),
                    (int) all.get("gid"),
                    (long) all.get("size"),
                    ((FileTime) all.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS),
                    (long) all.get("dev"),
                    (long) all.get("ino")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean may(String path, Access access) {
        return switch (access) {
            case READ -> Files.isReadable(path(path));
            case WRITE -> Files.isWritable(path(path));
            case EXECUTE -> Files.isExecutable(path(path));
        };
    }

    @Override
    public Stream open(String path, Opening how, int mode) throws IOException {
        Set<OpenOption> options = new HashSet<>();
        if (how.read()) {
            options.add(StandardOpenOption.READ);
        }
        if (how.write()) {
            // Programs append to what the shell has opened, and so does it: then all write at the end.
            options.add(how.read() ? StandardOpenOption.WRITE : StandardOpenOption.APPEND);
        }
        if (how.create()) {
            options.add(how.exclusive() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
        }
        Path file = path(path);
        boolean fresh = Files.notExists(file);
        try {
            FileChannel channel = FileChannel.open(file, options);
            if (fresh && how.create()) {
                Files.setAttribute(file, "unix:mode", mode);
            }
            if (how.truncate() && Files.isRegularFile(file)) {
                channel.truncate(0);
            }
            return new HostStream(file, channel, false, how.read());
        } catch (NoSuchFileException e) {
            throw new IOException("No such file or directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("Permission denied", e);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("File exists", e);
        } catch (FileSystemException e) {
            throw new IOException(e.getReason(), e);
        }
    }

    @Override
    public List<String> list(String directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(directory))) {
            entries.forEach(entry -> names.add(text(entry.getFileName())));
            return names;
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public String physical(String path) throws IOException {
        return text(path(path).toRealPath());
    }
}
