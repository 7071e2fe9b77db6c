package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** Files into containers, and out of them. */
class Copies {
    private final String word = Busybox.word();

    @Test
    void intoBeforeTheStart() {
        try (var container = Busybox.running("cat /a/b/c; stat -c %a /a/b/c")
                .withCopyToContainer(Transferable.of(word + "\n", 0640), "/a/b/c")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertEquals(word + "\n640\n", container.getLogs());
        }
    }

    @Test
    void aTreeBeforeTheStart(@TempDir Path tree) throws Exception {
        Files.writeString(Files.createDirectories(tree.resolve("x/y")).resolve("z"), word + "\n");
        Files.writeString(tree.resolve("top"), "top\n");
        try (var container = Busybox.running("cd /in && find . -type f | sort && cat x/y/z")
                .withCopyFileToContainer(MountableFile.forHostPath(tree), "/in/")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertEquals("./top\n./x/y/z\n" + word + "\n", container.getLogs());
        }
    }

    @Test
    void intoAfterTheStart(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("file"), word);
        try (var container = Busybox.idle()) {
            container.start();
            container.copyFileToContainer(MountableFile.forHostPath(file, 0751), "/tmp/there");
            container.copyFileToContainer(Transferable.of("second"), "/tmp/second");
            var result =
                    container.execInContainer("sh", "-c", "cat /tmp/there /tmp/second; stat -c ' %a %u' /tmp/there");
            assertEquals(word + "second 751 0\n", result.getStdout());
        }
    }

    @Test
    void out(@TempDir Path directory) throws Exception {
        var there = directory.resolve("there");
        try (var container = Busybox.idle()) {
            container.start();
            container.execInContainer("sh", "-c", "printf " + word + " >/tmp/file");
            container.copyFileFromContainer("/tmp/file", there.toString());
            assertEquals(word, Files.readString(there));
            assertThrows(
                    NotFoundException.class,
                    () -> container.copyFileFromContainer("/tmp/" + word, InputStream::readAllBytes));
        }
    }

    @Test
    void manyBytesBothWays() throws Exception {
        var bytes = new byte[5_000_003];
        ThreadLocalRandom.current().nextBytes(bytes);
        try (var container = Busybox.idle()) {
            container.start();
            container.copyFileToContainer(Transferable.of(bytes), "/tmp/many");
            var digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            assertEquals(
                    digest + "  /tmp/many\n",
                    container.execInContainer("sha256sum", "/tmp/many").getStdout());
            assertArrayEquals(bytes, container.copyFileFromContainer("/tmp/many", InputStream::readAllBytes));
        }
    }

    @Test
    void aDirectoryOfTheHost(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("from"), word);
        try (var container = Busybox.idle().withFileSystemBind(directory.toString(), "/shared", BindMode.READ_WRITE)) {
            container.start();
            container.execInContainer("sh", "-c", "cat /shared/from /shared/from >/shared/to");
            assertEquals(word + word, Files.readString(directory.resolve("to")));
        }
    }
}
