package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import io.sockerless.features.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** skopeo, umoci, crane, jib and the docker command copy images through our registry; what comes out is what went in. */
@Tag("external")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RegistryClientsTest {
    private static final String CRANE =
            Path.of("target/external/registry-clients/crane").toAbsolutePath().toString();
    private static final Pattern PUSHED = Pattern.compile("digest: (sha256:[0-9a-f]{64}) size: \\d+");

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();
    /** Where programs run: in the daemon's namespaces, if there is one. */
    private UnaryOperator<List<String>> within = command -> command;

    private String run(String... command) throws IOException {
        return new String(Programs.run(within.apply(List.of(command))), StandardCharsets.UTF_8).strip();
    }

    private String skopeo(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** The files of a layout's blobs. */
    private static Map<String, byte[]> blobs(Path layout) throws IOException {
        var all = new TreeMap<String, byte[]>();
        try (var files = Files.list(layout.resolve("blobs/sha256"))) {
            for (var file : files.toList()) {
                all.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
    }

    @Test
    void whatDockerPushesOthersPullAndTheOtherWayRound() throws Exception {
        var kind = DaemonKind.SOCKERLESS;
        assertTrue(kind.obstacle().isEmpty(), () -> kind + " cannot run here: " + kind.obstacle());
        try (var daemon = Daemon.start(kind, "registry-clients")) {
            within = command -> daemon.machine().inside(place, command);
            try (var registry = RegistryProcess.start(place.resolve("state"), within)) {
                var docker = List.of("docker", "--config", place.toString(), "-H", daemon.host());
                var name = registry.address() + "/docker/app:v1";
                docker(docker, "run", "--name", "made", "busybox", "sh", "-c", "echo " + nonce + " >/nonce");
                docker(docker, "commit", "made", name);
                var pushed = PUSHED.matcher(docker(docker, "push", name));
                assertTrue(pushed.find());
                var digest = pushed.group(1);
                assertEquals(digest, run(CRANE, "digest", name));
                assertEquals(
                        digest,
                        Json.parse(skopeo("inspect", "--tls-verify=false", "docker://" + name)
                                        .getBytes(StandardCharsets.UTF_8))
                                .path("Digest")
                                .asText());
                run(CRANE, "validate", "--remote", name);
                docker(docker, "rm", "made");
                docker(docker, "rmi", name);
                // To a layout and back: another name, the same thing.
                var layout = "oci:" + place.resolve("layout") + ":v1";
                skopeo("copy", "--src-tls-verify=false", "docker://" + name, layout);
                skopeo("copy", "--dest-tls-verify=false", layout, "docker://" + registry.address() + "/skopeo/app:v1");
                run(CRANE, "cp", name, registry.address() + "/crane/app:v1");
                assertEquals(digest, run(CRANE, "digest", registry.address() + "/crane/app:v1"));
                for (var from : List.of("skopeo", "crane")) {
                    var copy = registry.address() + "/" + from + "/app:v1";
                    docker(docker, "pull", copy);
                    assertEquals(
                            nonce,
                            docker(docker, "run", "--rm", copy, "cat", "/nonce").strip());
                    docker(docker, "rmi", copy);
                }
            }
        }
    }

    private String docker(List<String> docker, String... arguments) throws IOException {
        var command = new ArrayList<>(docker);
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    @Test
    void umociUnpacksWhatItPacked() throws Exception {
        try (var registry = RegistryProcess.start(place.resolve("state"))) {
            var layout = place.resolve("layout");
            var file = Files.writeString(place.resolve("nonce"), nonce);
            run("umoci", "init", "--layout", layout.toString());
            run("umoci", "new", "--image", layout + ":v1");
            run("umoci", "insert", "--image", layout + ":v1", file.toString(), "/nonce");
            var there = "docker://" + registry.address() + "/umoci:v1";
            skopeo("copy", "--dest-tls-verify=false", "oci:" + layout + ":v1", there);
            var back = place.resolve("back");
            skopeo("copy", "--src-tls-verify=false", there, "oci:" + back + ":v1");
            run(
                    "umoci",
                    "unpack",
                    "--image",
                    back + ":v1",
                    place.resolve("bundle").toString());
            assertEquals(nonce, Files.readString(place.resolve("bundle/rootfs/nonce")));
        }
    }

    @Test
    void indexesWithAttestationsAndArtifactsStayAsTheyAre() throws Exception {
        try (var registry = RegistryProcess.start(place.resolve("state"))) {
            var layout = new OciTree(place.resolve("layout"));
            var index = layout.index(nonce);
            var first = registry.address() + "/first/app:v1";
            skopeo(
                    "copy",
                    "--all",
                    "--preserve-digests",
                    "--dest-tls-verify=false",
                    layout.reference(),
                    "docker://" + first);
            assertEquals(index, run(CRANE, "digest", first));
            var second = registry.address() + "/second/app:v1";
            run(CRANE, "cp", first, second);
            var back = place.resolve("back");
            skopeo(
                    "copy",
                    "--all",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    "docker://" + second,
                    "oci:" + back + ":v1");
            assertSame(layout.blobs(), blobs(back));
            artifact(registry, layout, index);
        }
    }

    /** An artifact about the index, copied to where that has been copied. */
    private void artifact(RegistryProcess registry, OciTree layout, String index) throws Exception {
        var bytes = layout.artifactAbout(index);
        var digest = OciTree.digest(bytes);
        try (var http = HttpClient.newHttpClient()) {
            var target = registry.uri().resolve("/v2/first/app/manifests/" + digest);
            var put = HttpRequest.newBuilder(target)
                    .header("Content-Type", OciTree.MANIFEST)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .build();
            var answer = http.send(put, HttpResponse.BodyHandlers.ofString());
            assertEquals(201, answer.statusCode(), answer.body());
            assertEquals(index, answer.headers().firstValue("OCI-Subject").orElse(""));
            run(CRANE, "cp", registry.address() + "/first/app@" + digest, registry.address() + "/second/app:sbom");
            for (var name : List.of("first/app", "second/app")) {
                var manifest = run(CRANE, "manifest", registry.address() + "/" + name + "@" + digest);
                assertEquals(new String(bytes, StandardCharsets.UTF_8), manifest);
                var list = get(http, registry.uri().resolve("/v2/" + name + "/referrers/" + index));
                var found = Json.parse(list).path("manifests");
                assertEquals(1, found.size());
                assertEquals(digest, found.get(0).path("digest").asText());
                assertEquals(OciTree.SBOM, found.get(0).path("artifactType").asText());
            }
        }
    }

    private static byte[] get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    @Test
    void jibAddsALayerToAnImage() throws Exception {
        try (var registry = RegistryProcess.start(place.resolve("state"))) {
            var layout = new OciTree(place.resolve("layout"));
            layout.index(nonce);
            var base = registry.address() + "/base:v1";
            skopeo("copy", "--all", "--dest-tls-verify=false", layout.reference(), "docker://" + base);
            var file = Files.writeString(place.resolve("nonce"), nonce);
            var name = registry.address() + "/jib/app:v1";
            var made = Jib.from(RegistryImage.named(base))
                    .addLayer(List.of(file), AbsoluteUnixPath.get("/added"))
                    .containerize(Containerizer.to(RegistryImage.named(name))
                            .setAllowInsecureRegistries(true)
                            .setBaseImageLayersCache(place.resolve("jib-base"))
                            .setApplicationLayersCache(place.resolve("jib-own")));
            assertEquals(made.getDigest().toString(), run(CRANE, "digest", name));
            run(CRANE, "validate", "--remote", name);
            var tar = Files.write(place.resolve("root.tar"), Programs.run(List.of(CRANE, "export", name, "-")));
            assertEquals(nonce, run("tar", "-xOf", tar.toString(), "added/nonce"));
        }
    }
}
