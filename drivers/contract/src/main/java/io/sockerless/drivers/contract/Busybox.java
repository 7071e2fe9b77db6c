package io.sockerless.drivers.contract;

import io.sockerless.drivers.spi.ImageLayer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** An image of one layer, made from the machine's static busybox, so that no registry is needed. */
public final class Busybox {
    private static final List<String> APPLETS = List.of(
            "sh",
            "cat",
            "echo",
            "sleep",
            "true",
            "false",
            "id",
            "ls",
            "stty",
            "wc",
            "head",
            "dd",
            "sha256sum",
            "kill",
            "env",
            "pwd",
            "hostname",
            "ps",
            "mount",
            "touch",
            "mkdir",
            "rm",
            "yes",
            "tail",
            "test",
            "printf",
            "tr",
            "sed",
            "grep",
            "df",
            "stat",
            "ip",
            "seq",
            "od",
            "nproc",
            "readlink",
            "chmod",
            "su",
            "trap",
            "awk",
            "free");

    private static final String PASSWD = """
        root:x:0:0:root:/root:/bin/sh
        daemon:x:1:1:daemon:/usr/sbin:/bin/false
        worker:x:1234:4321:Worker:/home/worker:/bin/sh
        """;
    private static final String GROUP = """
        root:x:0:
        daemon:x:1:
        workers:x:4321:
        audio:x:29:worker
        """;

    private Busybox() {}

    /** The layers of the image: one. */
    public static List<ImageLayer> layers() {
        byte[] tar = tar(busybox());
        String digest = "sha256:" + sha256(tar);
        return List.of(new ImageLayer(digest, digest, tar.length, () -> new ByteArrayInputStream(tar)));
    }

    static byte[] tar(byte[] commands) {
        Tar tar = new Tar();
        for (String directory : List.of("bin", "etc", "root", "proc", "sys", "dev", "usr", "seeded", "seeded/deep")) {
            tar.directory(directory, 0755);
        }
        tar.directory("tmp", 01777);
        tar.file("bin/busybox", 0755, 0, 0, commands);
        APPLETS.forEach(applet -> tar.link("bin/" + applet, "busybox"));
        tar.file("etc/passwd", 0644, 0, 0, PASSWD.getBytes(StandardCharsets.UTF_8));
        tar.file("etc/group", 0644, 0, 0, GROUP.getBytes(StandardCharsets.UTF_8));
        tar.file("etc/not-executable", 0644, 0, 0, "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
        tar.file("seeded/deep/owned", 0640, 1234, 4321, "from the image\n".getBytes(StandardCharsets.UTF_8));
        return tar.bytes();
    }

    private static byte[] busybox() {
        for (String path : List.of("/bin/busybox", "/usr/bin/busybox")) {
            if (Files.exists(Path.of(path))) {
                try {
                    return Files.readAllBytes(Path.of(path));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalStateException("no static busybox on this machine: apt-get install busybox-static");
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
