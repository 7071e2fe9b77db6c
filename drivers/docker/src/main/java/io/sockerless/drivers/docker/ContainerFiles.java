package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Files of containers at the other engine. */
record ContainerFiles(Remote remote) implements HasFiles {
    private static final String STAT = "x-docker-container-path-stat";
    private static final long DIRECTORY = 1L << 31;
    private static final Duration LONG = Duration.ofMinutes(10);

    private static Call archive(String method, String id, String path) {
        return Call.of(method, "containers", Ours.container(id), "archive").query("path", path);
    }

    @Override
    public PathStat stat(String id, String path) {
        try (Reply reply = remote.open(archive("HEAD", id, path))) {
            String encoded = reply.header(STAT)
                    .orElseThrow(() -> new EngineException(
                            ErrorKind.INTERNAL, "driver docker: the engine at " + remote.host() + " tells no stat"));
            JsonNode stat = Remote.JSON.readTree(Base64.getDecoder().decode(encoded));
            boolean directory = (stat.path("mode").asLong() & DIRECTORY) != 0;
            return new PathStat(
                    stat.path("name").asText(),
                    stat.path("size").asLong(),
                    stat.path("mode").asLong(),
                    stat.path("mtime").asText(),
                    stat.path("linkTarget").asText(),
                    directory ? owner(id, path) : Optional.empty());
        } catch (IOException e) {
            throw EngineException.internal("driver docker: reading a stat: " + e.getMessage(), e);
        }
    }

    /** The API's stat has none, but the first header of an archive. The rest of it is not asked for. */
    private Optional<Owner> owner(String id, String path) throws IOException {
        try (Reply reply = remote.open(archive("GET", id, path));
                TarArchiveInputStream tar = new TarArchiveInputStream(reply.body())) {
            return Optional.ofNullable(tar.getNextEntry())
                    .map(entry -> new Owner(entry.getLongUserId(), entry.getLongGroupId()));
        }
    }

    @Override
    public void tarOut(String id, String path, OutputStream tar) {
        copy(archive("GET", id, path), tar);
    }

    private void copy(Call call, OutputStream to) {
        try (Reply reply = remote.open(call)) {
            reply.body().transferTo(to);
        } catch (IOException e) {
            throw EngineException.internal("driver docker: copying files: " + e.getMessage(), e);
        }
    }

    /** Docker's copyUIDGID means the opposite of its name: owners become the container's user. */
    @Override
    public void tarIn(String id, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        remote.bytes(
                archive("PUT", id, path)
                        .query("noOverwriteDirNonDir", noOverwriteDirNonDir)
                        .query("copyUIDGID", !copyOwner)
                        .body("application/x-tar", tar::transferTo),
                LONG);
    }

    @Override
    public void export(String id, OutputStream tar) {
        copy(Call.of("GET", "containers", Ours.container(id), "export"), tar);
    }

    @Override
    public List<Change> changes(String id) {
        List<Change> out = new ArrayList<>();
        remote.get("containers", Ours.container(id), "changes")
                .forEach(change -> out.add(new Change(
                        change.path("Path").asText(), change.path("Kind").asInt())));
        return out;
    }

    /** The API has no call for it: an image is made of the container, and its last layer taken. */
    @Override
    public void diff(String id, OutputStream tar) {
        Call commit = Call.of("POST", "commit")
                .query("container", Ours.container(id))
                .query("pause", "0")
                .json(Remote.json(Map.of()));
        String image = Remote.parse(remote.bytes(commit, LONG)).path("Id").asText();
        try {
            JsonNode layers = remote.get("images", image, "json").path("RootFS").path("Layers");
            String wanted = layers.path(layers.size() - 1).asText().replace("sha256:", "");
            try (Reply reply = remote.open(Call.of("GET", "images", image, "get"))) {
                layer(reply.body(), wanted, tar);
            }
        } catch (IOException e) {
            throw EngineException.internal("driver docker: reading a layer: " + e.getMessage(), e);
        } finally {
            remote.ask(Call.of("DELETE", "images", image).query("noprune", "1"));
        }
    }

    /** Whatever its name is in there, it is told by its digest; so each candidate is kept until that is known. */
    private static void layer(InputStream archive, String digest, OutputStream to) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(archive);
        Path spool = Files.createTempFile("sockerless-layer-", ".tar");
        try {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isFile() || entry.getName().endsWith(".json")) {
                    continue;
                }
                MessageDigest sum = Images.digest();
                try (OutputStream out = Files.newOutputStream(spool)) {
                    new DigestInputStream(in, sum).transferTo(out);
                }
                if (HexFormat.of().formatHex(sum.digest()).equals(digest)) {
                    Files.copy(spool, to);
                    return;
                }
            }
            throw new IOException("the image has no layer sha256:" + digest);
        } finally {
            Files.delete(spool);
        }
    }

    @Override
    public long writableSize(String id) {
        return remote.ask(
                        Call.of("GET", "containers", Ours.container(id), "json").query("size", true))
                .path("SizeRw")
                .asLong();
    }
}
