package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Archives into and out of containers that try to reach the host. */
class HostileArchivesTest {
    private static Victim victim;
    private static String running;
    private static String stopped;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("archives");
        running = victim.container("");
        stopped = victim.container("");
        assertEquals(
                204, victim.post("/containers/" + stopped + "/stop?t=0", "").status());
    }

    @AfterEach
    void isAlive() throws IOException {
        victim.isAlive();
    }

    @AfterAll
    static void stop() throws IOException {
        try (var last = victim) {
            if (last != null) {
                last.isUnharmed();
            }
        }
    }

    private static Reply put(String container, String path, byte[] tar) {
        return victim.daemon()
                .ask(Request.of("PUT", "/containers/" + container + "/archive?path=" + encoded(path))
                        .header("Content-Type", "application/x-tar")
                        .body(tar));
    }

    private static Reply get(String container, String path) {
        return victim.daemon().ask(Request.of("GET", "/containers/" + container + "/archive?path=" + encoded(path)));
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    @Test
    void namesThatClimbAreRefused() {
        for (var container : List.of(running, stopped)) {
            var up = victim.canary().climbed() + "/evil";
            for (var name : List.of(up, "x/" + up, "./" + up, "/" + up)) {
                var reply =
                        put(container, "/etc", new RawTar().file(name, "evil").bytes());
                assertEquals(400, reply.status(), name + ": " + reply.text());
            }
        }
    }

    @Test
    void absoluteNamesStayInside() {
        for (var container : List.of(running, stopped)) {
            var name = victim.canary().path() + "/evil";
            assertEquals(
                    200,
                    put(container, "/", new RawTar().file(name, "inside").bytes())
                            .status());
            assertEquals(200, get(container, name).status());
        }
        assertEquals("inside", victim.exec(running, "cat " + victim.canary().path() + "/evil"));
    }

    /** By symlinks of the archive itself, of every kind. */
    @Test
    void linksStayInside() {
        var outside = victim.canary().path();
        for (var container : List.of(running, stopped)) {
            for (var target : List.of(
                    outside, victim.canary().climbed(), "/proc/1/root" + outside, "/proc/self/root" + outside)) {
                var tar = new RawTar()
                        .symlink("way", target)
                        .file("way/file", "evil")
                        .file("way/evil", "evil")
                        .directory("way/folder")
                        .hardlink("twin", "way/file")
                        .file("twin", "evil");
                var reply = put(container, "/tmp", tar.bytes());
                assertTrue(reply.status() == 200 || reply.status() >= 400, target + ": " + reply.text());
                assertFalse(get(container, "/tmp/way/other").text().contains(Canary.SECRET), target);
            }
        }
    }

    @Test
    void hardlinksStayInside() {
        for (var container : List.of(running, stopped)) {
            for (var target : List.of(
                    victim.canary().path() + "/other", victim.canary().climbed() + "/other", "/proc/self/exe")) {
                var tar = new RawTar().hardlink("hard", target).file("hard", "evil");
                assertEquals(400, put(container, "/etc", tar.bytes()).status(), target);
            }
        }
    }

    /** Nodes can be made, as with Docker, but what they stand for stays closed. */
    @Test
    void devicesStayClosed() {
        var tar = new RawTar().device("memory", '3', 1, 1).device("disk", '4', 8, 0);
        assertEquals(200, put(running, "/tmp", tar.bytes()).status());
        // An overlay's own mark of a deleted file.
        assertEquals(
                403,
                put(running, "/tmp", new RawTar().device("gone", '3', 0, 0).bytes())
                        .status());
        var tried = victim.exec(running, "head -c 1 /tmp/memory; head -c 1 /tmp/disk");
        assertTrue(tried.lines().filter(line -> line.contains("not permitted")).count() == 2, tried);
    }

    /** A setuid program of a container must not be one of the host's: nobody else can come near it. */
    @Test
    void setuidCountsInsideOnly() throws IOException {
        assertEquals(
                200,
                put(running, "/", new RawTar().file("root-shell", 04755, "#!").bytes())
                        .status());
        assertTrue(victim.exec(running, "ls -l /root-shell").startsWith("-rwsr-xr-x"));
        var state = victim.daemon().state();
        var found = new String(
                Programs.run(victim.daemon().machine().inside(state, List.of("find", ".", "-name", "root-shell"))),
                StandardCharsets.UTF_8);
        assertFalse(found.isBlank(), "the file is to be found somewhere on the host");
        for (var path : found.lines().toList()) {
            var seen = victim.daemon()
                    .machine()
                    .inside(
                            state,
                            List.of(
                                    "setpriv",
                                    "--reuid=65534",
                                    "--regid=65534",
                                    "--clear-groups",
                                    "sh",
                                    "-c",
                                    "test -e '" + state.resolve(path) + "' && echo reachable || echo no"));
            assertEquals("no\n", new String(Programs.run(seen), StandardCharsets.UTF_8), path);
        }
    }

    @Test
    void oddNamesComeBackAsTheyWere() {
        var name = "odd \n\t\\ * \u00ff\u00fe\u0080 \u001b[2J name".getBytes(StandardCharsets.ISO_8859_1);
        var tar = new RawTar().entry(name, '0', 0644, "", 3, "0").data("odd".getBytes(StandardCharsets.UTF_8));
        for (var container : List.of(running, stopped)) {
            assertEquals(200, put(container, "/tmp", tar.bytes()).status());
            var back = new String(get(container, "/tmp").body(), StandardCharsets.ISO_8859_1);
            assertTrue(back.contains("tmp/" + new String(name, StandardCharsets.ISO_8859_1)), "as the same bytes");
        }
        assertEquals("", victim.exec(running, "rm -f /tmp/odd*"));
    }

    @Test
    void manyEntriesAreOnlySlow() {
        var tar = new RawTar();
        for (int i = 0; i < 20_000; i++) {
            tar.file("bomb/" + i % 100 + "/" + i, "");
        }
        assertEquals(200, put(running, "/tmp", tar.bytes()).status());
        assertEquals("20000\n", victim.exec(running, "find /tmp/bomb -type f | wc -l; rm -rf /tmp/bomb"));
    }

    @Test
    void brokenTarsAreRefused() {
        var whole =
                new RawTar().file("first", "a".repeat(3000)).file("second", "b").bytes();
        var wrongSum = whole.clone();
        wrongSum[150] ^= 1;
        var endless = new RawTar()
                .entry("endless".getBytes(StandardCharsets.US_ASCII), '0', 0644, "", 077777777777L, "0")
                .bytes();
        var zeroName = new RawTar().pax("path=a\0b").file("c", "").bytes();
        var negative = new RawTar().pax("size=-1").file("d", "x").bytes();
        var huge = new RawTar().pax("size=9223372036854775807").file("e", "x").bytes();
        var loop = new RawTar().symlink("loop", "loop").file("loop/f", "x").bytes();
        var unknown = new RawTar()
                .entry("kind".getBytes(StandardCharsets.US_ASCII), 'Z', 0644, "", 0, "0")
                .bytes();
        for (var tar : List.of(
                Arrays.copyOf(whole, 100),
                Arrays.copyOf(whole, 600),
                Arrays.copyOf(whole, 512 + 2999),
                wrongSum,
                endless,
                zeroName,
                negative,
                huge,
                loop,
                unknown,
                "no tar at all, but longer than one block".repeat(50).getBytes(StandardCharsets.US_ASCII))) {
            var reply = put(running, "/tmp", tar);
            assertEquals(400, reply.status(), reply.text());
        }
    }

    /** Sparse files whose map alone would fill memory. */
    @Test
    void sparseMapsHaveLimits() {
        var map = new StringBuilder("1000000\n");
        for (int i = 0; i < 1_000_000; i++) {
            map.append("0\n0\n");
        }
        var bytes = map.toString().getBytes(StandardCharsets.US_ASCII);
        var tar = new RawTar()
                .pax("GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=sparse", "GNU.sparse.realsize=0")
                .entry("sparse".getBytes(StandardCharsets.US_ASCII), '0', 0644, "", bytes.length, "0")
                .data(bytes);
        assertEquals(400, put(running, "/tmp", tar.bytes()).status());
    }

    /** Out of containers, through links that a process inside has planted. */
    @Test
    void plantedLinksShowTheContainer() {
        var outside = victim.canary().path();
        victim.exec(
                running,
                "mkdir -p /trap && cd /trap && ln -sf " + outside + "/file direct && ln -sf "
                        + victim.canary().climbed()
                        + "/file climbing && ln -sf /proc/1/root magic && ln -sf /proc/self/fd fds");
        for (var path : List.of(
                "/trap/direct",
                "/trap/climbing",
                "/trap/magic" + outside + "/file",
                "/trap/fds/0",
                "/trap/fds/1/",
                "/proc/1/root" + outside + "/file",
                "/proc/self/root" + outside + "/file",
                "/proc/self/fd/0",
                "/proc/1/cwd/.." + outside + "/file",
                "/../../../../.." + outside + "/file",
                outside + "/other")) {
            for (var container : List.of(running, stopped)) {
                assertFalse(get(container, path).text().contains(Canary.SECRET), path);
                victim.daemon().ask(Request.of("HEAD", "/containers/" + container + "/archive?path=" + encoded(path)));
                put(container, path, new RawTar().file("evil", "evil").bytes());
            }
        }
        for (var path :
                List.of("/a\0b", "/a\nb", "/" + "x".repeat(5000), "/" + "x/".repeat(3000), "/loop/".repeat(300))) {
            var status = get(running, path).status();
            assertTrue(status >= 400 && status < 500, path.length() + ": " + status);
        }
    }

    /** A process inside swaps a directory for a link to the outside all the time. */
    @Test
    void swappedDirectoriesStayInside() throws IOException {
        var outside = victim.canary().path();
        victim.exec(
                running,
                "mkdir -p /race/real /race/kept && cd /race && ln -s "
                        + victim.canary().climbed() + " link");
        var loop = victim.post(
                "/containers/" + running + "/exec",
                "{\"Cmd\":[\"sh\",\"-c\",\"cd /race; while [ ! -e /race/stop ]; do mv real old; mv link real;"
                        + " mv real link; mv old real; done\"]}");
        var id = loop.text().replaceAll(".*\"Id\":\"([0-9a-f]+)\".*\\s*", "$1");
        assertEquals(
                200, victim.post("/exec/" + id + "/start", "{\"Detach\":true}").status());
        var tar = new RawTar()
                .file("real/file", "evil")
                .file("x", "y")
                .directory("real/folder")
                .file("real/folder/evil", "evil")
                .hardlink("real/twin", "real/file")
                .bytes();
        for (int i = 0; i < 100; i++) {
            put(running, "/race", tar);
            put(running, "/race/real", new RawTar().file("file", "evil").bytes());
            assertFalse(get(running, "/race/real/other").text().contains(Canary.SECRET));
        }
        victim.exec(running, "touch /race/stop");
        assertEquals(Canary.SECRET, Files.readString(java.nio.file.Path.of(outside, "file")));
    }
}
