package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Build contexts, and Dockerfiles, that try to reach the host or to take all of it. */
class HostileBuildsTest {
    private static Victim victim;

    @TempDir
    private Path place;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("builds");
    }

    @AfterEach
    void isAlive() throws IOException {
        victim.isAlive();
        try (Stream<Path> left = Files.list(victim.daemon().state().resolve("build"))) {
            assertEquals(
                    List.of(),
                    left.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith("build") || name.startsWith("context"))
                            .toList(),
                    "what a build had needed is still there");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        try (var last = victim) {
            if (last != null) {
                last.isUnharmed();
            }
        }
    }

    private static Reply build(byte[] context, String query) {
        return victim.daemon()
                .ask(Request.of("POST", "/build?forcerm=1&" + query)
                        .header("Content-Type", "application/x-tar")
                        .body(context));
    }

    private static RawTar context(String dockerfile) {
        return new RawTar().file("Dockerfile", dockerfile);
    }

    private static void failed(String what, Reply reply) {
        assertTrue(reply.status() >= 400 || reply.text().contains("\"errorDetail\""), what + ": " + reply.text());
        assertFalse(reply.text().contains(Canary.SECRET), what);
    }

    private static void succeeded(Reply reply) {
        assertTrue(reply.text().contains("Successfully built"), reply.text());
    }

    /** Of all that is named, nothing is the host's. */
    @Test
    void contextsThatClimb() {
        var outside = victim.canary().path();
        var up = victim.canary().climbed();
        for (var source : List.of(up + "/other", outside + "/other", "way/other", "a/../../" + up + "/other", "hard")) {
            for (var instruction : List.of("COPY", "ADD")) {
                var tar = context("FROM busybox\n" + instruction + " " + source + " /stolen\nRUN cat /stolen\n")
                        .symlink("way", outside)
                        .directory("a")
                        .hardlink("hard", outside + "/other");
                failed(instruction + " " + source, build(tar.bytes(), ""));
            }
        }
        for (var target : List.of(outside, up, "/proc/self/root" + outside)) {
            failed(
                    "a Dockerfile that is a link",
                    build(new RawTar().symlink("Dockerfile", target + "/other").bytes(), ""));
            failed(
                    "a Dockerfile elsewhere",
                    build(context("FROM busybox\n").bytes(), "dockerfile=" + target + "/other"));
            var ignored = context("FROM busybox\nCOPY . /\n").symlink(".dockerignore", target + "/other");
            assertFalse(build(ignored.bytes(), "").text().contains(Canary.SECRET));
        }
    }

    /** What the context or another stage brings as links stays a link, and leads nowhere but in its container. */
    @Test
    void linksAreTheContainers() {
        var outside = victim.canary().path();
        var tar = context("FROM busybox AS planted\n"
                        + "RUN ln -s " + outside + " /way && ln -s "
                        + victim.canary().climbed() + " /up\n"
                        + "COPY file /way/evil\n"
                        + "COPY tree /up/\n"
                        + "ADD tree/ /proc/1/root" + outside + "/\n"
                        + "WORKDIR /way/folder\n"
                        + "RUN touch made && ls -R / >/listing\n"
                        + "FROM busybox\n"
                        + "COPY --from=planted /way /up /copied/\n"
                        + "COPY --from=planted " + outside + "/evil /inside\n"
                        + "COPY tree /tree\n"
                        + "RUN cat /inside; cat /tree/link /copied/other || echo nothing there\n")
                .file("file", "from the context")
                .directory("tree")
                .file("tree/evil", "evil")
                .symlink("tree/link", outside + "/other");
        var reply = build(tar.bytes(), "");
        assertFalse(reply.text().contains(Canary.SECRET), reply.text());
        assertFalse(Files.exists(Path.of(outside, "evil")));
    }

    @Test
    void stagesThatClimb() {
        var outside = victim.canary().path();
        for (var link : List.of(outside, victim.canary().climbed(), "/proc/1/root" + outside)) {
            for (var source : List.of("/way/other", "/way/*", "/way/./other", "/../way/other")) {
                var reply = build(
                        context("FROM busybox AS a\nRUN ln -s " + link + " /way\nFROM busybox\nCOPY --from=a " + source
                                        + " /stolen/\nRUN cat /stolen/*\n")
                                .bytes(),
                        "");
                failed(link + " " + source, reply);
            }
        }
    }

    /** They may be made, as with Docker, and stay closed. */
    @Test
    void devicesStayClosed() {
        var tar = context(
                        "FROM busybox\nCOPY dev /dev2\nRUN ls -l /dev2; head -c 1 /dev2/memory; head -c 1 /dev2/disk; true\n")
                .directory("dev")
                .device("dev/memory", '3', 1, 1)
                .device("dev/disk", '4', 8, 0);
        var reply = build(tar.bytes(), "");
        succeeded(reply);
        assertTrue(reply.text().contains("1,   1") && reply.text().contains("8,   0"), reply.text());
        assertEquals(2, reply.text().split("not permitted", -1).length - 1, reply.text());
        // An overlay's own mark of a deleted file.
        failed(
                "a whiteout",
                build(
                        context("FROM busybox\nCOPY dev /\n")
                                .device("dev/gone", '3', 0, 0)
                                .bytes(),
                        ""));
    }

    /** Files of a stage that are read to find names in them. */
    @Test
    void enormousFilesOfUsers() {
        for (var make : List.of(
                "truncate -s 300M /etc/passwd",
                "rm /etc/passwd; ln -s /dev/zero /etc/passwd",
                "rm /etc/passwd; mkfifo /etc/passwd",
                "rm /etc/passwd; ln -s " + victim.canary().path() + "/other /etc/passwd")) {
            failed(
                    make,
                    build(
                            context("FROM busybox\nRUN " + make + "\nCOPY --chown=nobody:nogroup Dockerfile /x\n")
                                    .bytes(),
                            ""));
        }
    }

    /** Little to send, much to hold. */
    @Test
    void bombs() throws IOException {
        var names = new RawTar().file("Dockerfile", "FROM busybox\n");
        var many = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(many)) {

            var head = names.bytes();
            out.write(head, 0, 1024);
            for (int i = 0; i < 410_000; i++) {
                var entry = new RawTar().directory("d" + i).bytes();
                out.write(entry, 0, 512);
            }
            out.write(new byte[1024]);
        }
        failed("too many files", build(many.toByteArray(), ""));
        for (var text : List.of(
                "FROM scratch\n" + "ONBUILD ".repeat(100_000) + "RUN x\n",
                "FROM scratch\nENV x=" + "${y:-".repeat(50_000) + "\n",
                "FROM scratch\nRUN --mount=" + "\"".repeat(100_001) + " x\n",
                "FROM scratch\nCMD " + "[".repeat(100_000) + "\nRUN\n",
                "# escape=" + "`".repeat(100_000) + "\nFROM scratch\n",
                "FROM scratch\nCOPY <<EOF /\n" + "x\n".repeat(100_000),
                "FROM busybox\nCOPY " + "*".repeat(60) + "x /\n")) {
            failed(text.substring(0, 30), build(context(text).bytes(), ""));
        }
        failed("a Dockerfile of 30 MB", build(context("x".repeat(30 << 20)).bytes(), ""));
    }

    /** Not in the image, nor its history, nor what is kept for later builds, nor the log; nor in what a client is told. */
    @Test
    void secretsAreNowhere() throws IOException {
        var secret = UUID.randomUUID().toString().replace("-", "");
        Files.writeString(place.resolve("secret"), secret);
        Files.createDirectory(place.resolve("context"));
        Files.writeString(
                place.resolve("context/Dockerfile"),
                "FROM busybox\n"
                        + "RUN --mount=type=secret,id=it --mount=type=cache,target=/cache"
                        + " sha256sum </run/secrets/it >/sum && sed s/./x/g /run/secrets/it >/cache/kept\n"
                        + "RUN --mount=type=secret,id=it,target=/root/.password,env=PASSWORD"
                        + " test \"$PASSWORD\" = \"$(cat /root/.password)\"\n"
                        + "RUN --mount=type=secret,id=it cat /run/secrets/it >/dev/null; exit 7\n");
        var told = new String(
                Programs.run(victim.daemon()
                        .machine()
                        .inside(
                                place,
                                List.of(
                                        "sh",
                                        "-c",
                                        "DOCKER_HOST=" + victim.daemon().host()
                                                + " DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain"
                                                + " --secret id=it,src=secret context 2>&1; echo ended with $?"))),
                StandardCharsets.UTF_8);
        assertTrue(told.contains("exit code: 7"), told);
        assertFalse(told.contains(secret), told);
        assertFalse(Files.readString(victim.daemon().log()).contains(secret), "in the log");
        for (var directory : List.of(victim.daemon().state(), victim.daemon().run())) {
            var found = new String(
                    Programs.run(List.of("sh", "-c", "grep -rlaF -D skip " + secret + " " + directory + " || true")),
                    StandardCharsets.UTF_8);
            assertEquals("", found, "files that hold it");
        }
    }
}
