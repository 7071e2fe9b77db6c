package io.sockerless.features.daemons;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The image {@code busybox} of the tests, made of the machine's own busybox since no registry can be reached. */
public final class StandInImage {
    private static final byte[] ROOTFS = make();
    private static final byte[] CONFIG = config().getBytes(StandardCharsets.UTF_8);

    private StandInImage() {}

    private static byte[] make() {
        try {
            return withWorker(Programs.run(
                    List.of(Root.path().resolve("scripts/busybox-image").toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the user {@code worker} (1000), who is also of the group {@code wheel} (10), for the tests about users. */
    private static byte[] withWorker(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(plain));
                var out = new TarArchiveOutputStream(bytes)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var content = new ByteArrayOutputStream();
                in.transferTo(content);
                content.writeBytes(more(entry.getName()).getBytes(StandardCharsets.UTF_8));
                var copy = more(entry.getName()).isEmpty() ? entry : new TarArchiveEntry(entry.getName());
                copy.setSize(content.size());
                out.putArchiveEntry(copy);
                content.writeTo(out);
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String more(String name) {
        return switch (name) {
            case "./etc/passwd" -> "worker:x:1000:1000:worker:/home:/bin/sh\n";
            case "./etc/group" -> "wheel:x:10:worker\nworker:x:1000:\n";
            default -> "";
        };
    }

    /** A tar of its one layer. */
    public static byte[] rootfs() {
        return ROOTFS.clone();
    }

    /** Its id, {@code sha256:…}. */
    public static String id() {
        return digest(CONFIG);
    }

    /** As {@code docker save} writes it. */
    public static byte[] archive() {
        var manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[\"busybox:latest\"],\"Layers\":[\"layer.tar\"]}]";
        return tar(Map.of(
                "config.json",
                CONFIG,
                "layer.tar",
                ROOTFS,
                "manifest.json",
                manifest.getBytes(StandardCharsets.UTF_8)));
    }

    /** A tar of regular files: names and contents. */
    public static byte[] files(Map<String, String> contents) {
        var bytes = new TreeMap<String, byte[]>();
        contents.forEach((name, content) -> bytes.put(name, content.getBytes(StandardCharsets.UTF_8)));
        return tar(bytes);
    }

    private static String config() {
        return """
            {"architecture":"%s","os":"linux","created":"2026-01-01T00:00:00Z",\
            "config":{"Cmd":["sh"],"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]},\
            "rootfs":{"type":"layers","diff_ids":["%s"]},\
            "history":[{"created":"2026-01-01T00:00:00Z","created_by":"the machine's busybox"}]}""".formatted(architecture(), digest(ROOTFS));
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tar(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
