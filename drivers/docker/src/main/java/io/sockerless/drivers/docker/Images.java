package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The layers of a container as an image of the other engine. Its configuration says nothing but the layers, since the
 * container's own says all else; so its id follows from them, and what is there already is not sent again.
 */
record Images(Remote remote) {
    /** So that whoever looks there knows where a nameless image comes from, and may prune it by that. */
    private static final Map<String, String> LABELS = Map.of("io.sockerless.image", "sent");

    /** The id of the image with those layers, which is sent if it is missing. */
    String ensure(TaskSpec spec) {
        byte[] config = config(spec);
        String id = "sha256:" + sha256(config);
        if (!exists(id)) {
            load(spec.layers(), config, id);
        }
        return id;
    }

    private boolean exists(String id) {
        try {
            remote.get("images", id, "json");
            return true;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static byte[] config(TaskSpec spec) {
        String[] platform = spec.platform().split("/");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", platform.length > 1 ? platform[1] : "amd64");
        config.put("os", platform[0].isEmpty() ? "linux" : platform[0]);
        if (platform.length > 2) {
            config.put("variant", platform[2]);
        }
        config.put("config", Map.of("Labels", LABELS));
        config.put(
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        spec.layers().stream().map(ImageLayer::diffId).toList()));
        return Remote.json(sorted(config));
    }

    /** The same bytes every time: maps of the JDK have no order that lasts. */
    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> out = new java.util.TreeMap<>();
            map.forEach((key, inner) -> out.put(key.toString(), sorted(inner)));
            return out;
        }
        return value;
    }

    /** As {@code docker save} writes it, without a name. */
    private void load(List<ImageLayer> layers, byte[] config, String id) {
        Call call = Call.of("POST", "images", "load").query("quiet", "1").body("application/x-tar", out -> {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                for (ImageLayer layer : layers) {
                    add(tar, layer);
                }
                String configName = id.substring("sha256:".length()) + ".json";
                add(tar, configName, config);
                Map<String, Object> manifest = new LinkedHashMap<>();
                manifest.put("Config", configName);
                manifest.put("RepoTags", null);
                manifest.put("Layers", layers.stream().map(Images::name).toList());
                add(tar, "manifest.json", Remote.json(List.of(manifest)));
                tar.finish();
            }
        });
        try (Reply reply = remote.open(call)) {
            String answer = new String(reply.bytes(), StandardCharsets.UTF_8);
            if (answer.contains("\"errorDetail\"") || !exists(id)) {
                throw new EngineException(
                        ErrorKind.INTERNAL,
                        "driver docker: the engine at " + remote.host() + " does not take the image: "
                                + answer.strip());
            }
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver docker: sending an image: " + e.getMessage(), e);
        }
    }

    private static String name(ImageLayer layer) {
        return layer.diffId().replace("sha256:", "") + "/layer.tar";
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** The size stands before the content, so what does not know its own is written to a file first. */
    private static void add(TarArchiveOutputStream tar, ImageLayer layer) throws IOException {
        Optional<Path> file = layer.content().file();
        if (file.isPresent()) {
            add(tar, name(layer), file.get());
            return;
        }
        Path spooled = Files.createTempFile("sockerless-layer-", ".tar");
        try {
            try (InputStream in = layer.content().open()) {
                Files.copy(in, spooled, StandardCopyOption.REPLACE_EXISTING);
            }
            add(tar, name(layer), spooled);
        } finally {
            Files.deleteIfExists(spooled);
        }
    }

    private static void add(TarArchiveOutputStream tar, String name, Path file) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(file));
        tar.putArchiveEntry(entry);
        Files.copy(file, (OutputStream) tar);
        tar.closeArchiveEntry();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }
}
