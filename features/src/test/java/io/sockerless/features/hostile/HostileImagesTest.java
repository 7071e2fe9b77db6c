package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images whose layers, or whose very archives, try to reach the host. */
class HostileImagesTest {
    private static Victim victim;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("images");
    }

    @AfterEach
    void isAlive() throws IOException {
        assertEquals(
                List.of("busybox:latest"),
                Json.parse(victim.daemon()
                                .ask(Request.of("GET", "/images/json"))
                                .body())
                        .findValues("RepoTags")
                        .stream()
                        .flatMap(tags -> tags.valueStream())
                        .map(tag -> tag.asText())
                        .toList(),
                "only the good image is there");
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

    private static String load(byte[] archive) {
        var reply = victim.daemon()
                .ask(Request.of("POST", "/images/load?quiet=1")
                        .header("Content-Type", "application/x-tar")
                        .body(archive));
        return reply.status() + " " + reply.text();
    }

    /** An archive of an image with the good layer below these. */
    private static byte[] image(String tag, byte[]... layers) {
        var all = Stream.concat(Stream.of(StandInImage.rootfs()), Arrays.stream(layers))
                .toList();
        var ids = all.stream().map(HostileImagesTest::digest).collect(Collectors.joining("\",\""));
        var tar = new StringBuilder();
        var out = new RawTar();
        for (int i = 0; i < all.size(); i++) {
            tar.append(i == 0 ? "\"" : ",\"").append("layer").append(i).append("\"");
            out.entry(("layer" + i).getBytes(StandardCharsets.US_ASCII), '0', 0644, "", all.get(i).length, "0")
                    .data(all.get(i));
        }
        return out.file(
                        "config.json",
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"sleep\",\"1000\"]},"
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + ids + "\"]}}")
                .file(
                        "manifest.json",
                        "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + tag + "\"],\"Layers\":[" + tar + "]}]")
                .bytes();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads it, runs a container if that can be, reads through its traps, and removes both. */
    private static void exercise(byte[]... layers) {
        var answer = load(image("evil:latest", layers));
        if (!answer.contains("Loaded image")) {
            assertTrue(answer.contains("error") || answer.startsWith("4") || answer.startsWith("5"), answer);
            return;
        }
        var created = victim.post("/containers/create", "{\"Image\":\"evil\"}");
        if (created.status() == 201) {
            var id = Json.parse(created.body()).path("Id").asText();
            if (victim.post("/containers/" + id + "/start", "").status() == 204) {
                var seen = victim.exec(id, "cat /way/other /tmp/twin; find / -xdev -name other | xargs cat; true");
                assertFalse(seen.contains(Canary.SECRET), seen);
            }
            assertEquals(
                    204,
                    victim.daemon()
                            .ask(Request.of("DELETE", "/containers/" + id + "?force=1"))
                            .status());
        }
        assertEquals(
                200, victim.daemon().ask(Request.of("DELETE", "/images/evil")).status());
    }

    @Test
    void layersThatClimb() {
        var up = victim.canary().climbed();
        exercise(new RawTar().file(up + "/evil", "evil").bytes());
        exercise(new RawTar().file("/" + up + "/evil", "evil").bytes());
        exercise(new RawTar().file("tmp/../../" + up + "/file", "evil").bytes());
        exercise(new RawTar().directory("..").file("../evil", "evil").bytes());
    }

    @Test
    void layersWithLinks() {
        for (var target : List.of(
                victim.canary().path(),
                victim.canary().climbed(),
                "/proc/1/root" + victim.canary().path(),
                "..")) {
            var link = new RawTar().symlink("way", target).bytes();
            var through = new RawTar()
                    .file("way/file", "evil")
                    .file("way/evil", "evil")
                    .directory("way/folder")
                    .hardlink("tmp/twin", "way/other")
                    .file("way/.wh.file", "")
                    .file("way/.wh..wh..opq", "")
                    .bytes();
            exercise(link, through);
            exercise(new RawTar()
                    .symlink("way", target)
                    .file("way/file", "evil")
                    .hardlink("tmp/twin", "way/other")
                    .file("way/.wh.other", "")
                    .bytes());
        }
        exercise(new RawTar()
                .hardlink("tmp/twin", victim.canary().climbed() + "/file")
                .file("tmp/twin", "evil")
                .bytes());
        exercise(new RawTar()
                .hardlink("tmp/twin", victim.canary().path() + "/file")
                .file("tmp/twin", "evil")
                .bytes());
    }

    /** Paths that we ourselves write to or read from, as links to the outside. */
    @Test
    void linksWhereWeLook() throws IOException {
        for (var target : List.of(victim.canary().path(), victim.canary().climbed())) {
            var layer = new RawTar()
                    .file("etc/.wh..wh..opq", "")
                    .symlink("etc/passwd", target + "/file")
                    .symlink("etc/group", target + "/file")
                    .symlink("etc/hosts", target + "/hosts")
                    .symlink("etc/hostname", target + "/file")
                    .symlink("etc/resolv.conf", target + "/resolv.conf")
                    .symlink("way", target)
                    .symlink("dev", target)
                    .symlink(".dockerenv", target + "/evil");
            assertTrue(load(image("evil:latest", layer.bytes())).contains("Loaded image"));
            for (var fields : List.of(
                    "",
                    ",\"WorkingDir\":\"/way/evil\"",
                    ",\"User\":\"canary\"",
                    ",\"Volumes\":{\"/way\":{}}",
                    ",\"HostConfig\":{\"Binds\":[\"filled:/way\"]}",
                    ",\"HostConfig\":{\"Binds\":[\"filled:/way/evil\"]}",
                    ",\"HostConfig\":{\"Tmpfs\":{\"/way/evil\":\"\"}}")) {
                var created = victim.post(
                        "/containers/create",
                        "{\"Image\":\"evil\",\"Cmd\":[\"sh\",\"-c\",\"cat /way/* /etc/hosts\"]" + fields + "}");
                if (created.status() == 201) {
                    var path = "/containers/"
                            + Json.parse(created.body()).path("Id").asText();
                    victim.post(path + "/start", "");
                    victim.post(path + "/wait", "");
                    var logs = victim.daemon()
                            .ask(Request.of("GET", path + "/logs?stdout=1&stderr=1"))
                            .text();
                    assertFalse(logs.contains(Canary.SECRET), fields + ": " + logs);
                    assertEquals(
                            204,
                            victim.daemon()
                                    .ask(Request.of("DELETE", path + "?force=1&v=1"))
                                    .status());
                }
                assertEquals("", victim.canary().harm(), fields);
            }
            victim.daemon().ask(Request.of("DELETE", "/volumes/filled"));
            assertEquals(
                    200,
                    victim.daemon().ask(Request.of("DELETE", "/images/evil")).status());
        }
    }

    @Test
    void oddWhiteouts() {
        for (var name : List.of(
                ".wh...",
                ".wh..",
                ".wh.",
                "tmp/.wh...",
                "tmp/.wh..",
                ".wh..wh..",
                ".wh...wh..opq",
                ".wh.../" + victim.canary().climbed() + "/file",
                "bin/.wh.\n")) {
            exercise(new RawTar().file(name, "").bytes());
        }
        exercise(new RawTar()
                .file("tmp/.wh..wh..opq", "")
                .symlink("tmp/.wh.x", victim.canary().path())
                .bytes());
        exercise(new RawTar().device("bin", '3', 0, 0).bytes());
    }

    /** The archive itself: members that lead out of it. */
    @Test
    void archivesThatClimb() {
        var secret = victim.canary().path() + "/file";
        var climbing = victim.canary().climbed() + "/file";
        for (var path : List.of(secret, climbing, "link", "hard")) {
            for (var manifest : List.of(
                    "[{\"Config\":\"" + path + "\",\"RepoTags\":[\"evil:latest\"],\"Layers\":[\"" + path + "\"]}]",
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"evil:latest\"],\"Layers\":[\"" + path + "\"]}]")) {
                var answer = load(new RawTar()
                        .symlink("link", secret)
                        .hardlink("hard", climbing)
                        .file(climbing, "evil")
                        .file(
                                "config.json",
                                "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + "0".repeat(64) + "\"]}}")
                        .file("manifest.json", manifest)
                        .bytes());
                assertFalse(answer.contains("Loaded image"), answer);
                assertFalse(answer.contains(Canary.SECRET), answer);
            }
        }
        for (var name :
                List.of("../evil", "/evil", "evil\n", "EVIL", "a".repeat(5000), "evil:" + "t".repeat(200), "")) {
            var archive = new String(image("NAME", new byte[1024]), StandardCharsets.ISO_8859_1);
            var renamed = archive.replace("\"NAME\"", "\"" + name.replace("\n", "\\n") + "\"");
            assertFalse(load(renamed.getBytes(StandardCharsets.ISO_8859_1)).contains("Loaded image"), name);
        }
    }

    @Test
    void archivesThatAreTooMuch() {
        var deep = "[".repeat(100_000);
        var long20 = " ".repeat(20 << 20);
        var many = "[" + "{},".repeat(1_000_000) + "{}]";
        for (var text : List.of(deep, long20 + "x", many, "null", "{}", "[]", "[null]", "[{\"Config\":5}]", "\u0000")) {
            var answer = load(new RawTar().file("manifest.json", text).bytes());
            assertFalse(answer.contains("Loaded image"), answer);
            var config = load(new RawTar()
                    .file("config.json", text)
                    .file(
                            "manifest.json",
                            "[{\"Config\":\"config.json\",\"RepoTags\":[\"evil:latest\"],\"Layers\":[]}]")
                    .bytes());
            assertFalse(config.contains("Loaded image"), config);
            var index = load(new RawTar()
                    .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                    .file("index.json", text)
                    .bytes());
            assertFalse(index.contains("Loaded image"), index);
        }
        var whole = image("evil:latest", new RawTar().file("x", "y").bytes());
        for (int length : new int[] {0, 1, 511, 512, 100_000, whole.length / 2, whole.length - 3000}) {
            var answer = load(Arrays.copyOf(whole, length));
            assertFalse(answer.contains("Loaded image"), length + ": " + answer);
        }
        var wrong = new String(image("evil:latest"), StandardCharsets.ISO_8859_1);
        var id = digest(StandInImage.rootfs());
        assertFalse(load(wrong.replace(id, "sha256:" + "1".repeat(64)).getBytes(StandardCharsets.ISO_8859_1))
                .contains("Loaded image"));
    }

    @Test
    void importsThatClimb() {
        for (var tar : List.of(
                new RawTar().file(victim.canary().climbed() + "/evil", "evil").bytes(),
                new RawTar()
                        .symlink("way", victim.canary().path())
                        .file("way/file", "evil")
                        .bytes(),
                Arrays.copyOf(StandInImage.rootfs(), 300_000))) {
            var reply = victim.daemon()
                    .ask(Request.of("POST", "/images/create?fromSrc=-&repo=evil")
                            .body(tar));
            if (reply.status() == 200 && !reply.text().contains("error")) {
                var created =
                        victim.post("/containers/create?name=evil", "{\"Image\":\"evil\",\"Cmd\":[\"/bin/true\"]}");
                victim.post("/containers/evil/start", "");
                victim.daemon().ask(Request.of("DELETE", "/containers/evil?force=1"));
                assertTrue(created.status() == 201 || created.status() >= 400);
                assertEquals(
                        200,
                        victim.daemon()
                                .ask(Request.of("DELETE", "/images/evil"))
                                .status());
            }
        }
    }
}
