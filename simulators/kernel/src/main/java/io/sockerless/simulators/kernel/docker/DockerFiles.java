package io.sockerless.simulators.kernel.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Directories of a container, which need not have been started. No program runs for what is done here. */
public record DockerFiles(DockerEngine engine, String container) {
    /** In the mode of Go's library, which the API has. */
    private static final long DIRECTORY = 1L << 31;

    private static final String STAT = "x-docker-container-path-stat";

    /** What a path is; links are not followed at its end. */
    public enum Kind {
        ABSENT,
        DIRECTORY,
        OTHER
    }

    /**
     * A directory to be made.
     *
     * @param path below where they are put
     */
    public record Directory(String path, long uid, long gid, int mode) {}

    private Call archive(String method, String path) {
        return Call.of(method, "containers", container, "archive").query("path", path);
    }

    public Kind kind(String path) throws IOException {
        try (Reply reply = engine.open(archive("HEAD", path))) {
            String encoded = reply.header(STAT).orElseThrow(() -> new IOException("the engine tells no stat"));
            JsonNode stat = Json.MAPPER.readTree(Base64.getDecoder().decode(encoded));
            return (stat.path("mode").asLong() & DIRECTORY) != 0 ? Kind.DIRECTORY : Kind.OTHER;
        } catch (DockerException e) {
            if (e.status() == 404) {
                return Kind.ABSENT;
            }
            throw e;
        }
    }

    /** The names of files and links in a directory; none when there is no such directory. */
    public List<String> files(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (Reply reply = engine.open(archive("GET", directory));
                TarArchiveInputStream tar = new TarArchiveInputStream(reply.body())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String[] path = entry.getName().split("/");
                if (path.length == 2 && !entry.isDirectory()) {
                    names.add(path[1]);
                }
            }
            reply.body().transferTo(OutputStream.nullOutputStream());
        } catch (DockerException e) {
            if (e.status() != 404) {
                throw e;
            }
        }
        return names;
    }

    /** Writes a tar, whose length need not be known. */
    @FunctionalInterface
    public interface Tar {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Unpacks it, as root. */
    public void unpack(String below, Tar tar) throws IOException {
        engine.ask(archive("PUT", below).body("application/x-tar", tar::writeTo));
    }

    /** What is done with a tar. */
    @FunctionalInterface
    public interface Reading {
        void read(TarArchiveInputStream tar) throws IOException;
    }

    /**
     * Reads a directory with all that is below it, or a file: the names begin with the path's last part.
     *
     * @throws DockerException with status 404 when it is not there
     */
    public void read(String path, Reading reading) throws IOException {
        try (Reply reply = engine.open(archive("GET", path));
                TarArchiveInputStream tar = new TarArchiveInputStream(reply.body())) {
            reading.read(tar);
        }
    }

    /** Makes them in this order; those that are there get owner and mode. */
    public void make(String below, List<Directory> directories) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Directory directory : directories) {
                TarArchiveEntry entry = new TarArchiveEntry(directory.path() + "/");
                entry.setUserId(directory.uid());
                entry.setGroupId(directory.gid());
                entry.setMode(directory.mode());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        engine.ask(archive("PUT", below).body("application/x-tar", bytes::writeTo));
    }
}
