package io.sockerless.features.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The docker command pushes to our registry and pulls from it, on a daemon of ours and on dockerd. */
class DockerThroughRegistryTest {
    private static final Pattern PUSHED = Pattern.compile("digest: (sha256:[0-9a-f]{64}) size: \\d+");
    /** bcrypt of “secret”. */
    private static final String SECRET = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();
    private Daemon daemon;

    @BeforeEach
    void requireRoot() {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("REGISTRY UNDER DOCKER SKIPPED: " + why);
            assumeTrue(false, why);
        });
    }

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private RegistryProcess registry(String... options) throws IOException {
        return RegistryProcess.start(
                place.resolve("state"), command -> daemon.machine().inside(place, command), options);
    }

    private String docker(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "--config", place.toString(), "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return program(command.toArray(String[]::new));
    }

    private String program(String... command) throws IOException {
        return new String(Programs.run(daemon.machine().inside(place, List.of(command))), StandardCharsets.UTF_8);
    }

    /** An image that is like no other. */
    private void make(String name) throws IOException {
        docker("run", "--name", "made", "busybox", "sh", "-c", "echo " + nonce + " >/nonce");
        docker("commit", "made", name);
        docker("rm", "made");
    }

    private String push(String name) throws IOException {
        var said = PUSHED.matcher(docker("push", name));
        assertTrue(said.find(), "no digest was told");
        return said.group(1);
    }

    @ParameterizedTest
    @EnumSource
    void pushedAndPulledByTagAndByDigest(DaemonKind kind) throws IOException {
        kind.obstacle().ifPresent(why -> {
            System.out.println("REGISTRY UNDER " + kind + " SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(kind, "registry-docker");
        try (var registry = registry()) {
            var name = registry.address() + "/team/app";
            make(name + ":v1");
            var digest = push(name + ":v1");
            var head = program("curl", "-sfI", "-H", "Accept: */*", registry.uri() + "/v2/team/app/manifests/v1");
            assertTrue(head.contains("Docker-Content-Digest: " + digest), head);
            docker("rmi", name + ":v1");
            for (var reference : List.of(name + ":v1", name + "@" + digest)) {
                assertTrue(docker("pull", reference).contains("Digest: " + digest));
                assertEquals(nonce + "\n", docker("run", "--rm", reference, "cat", "/nonce"));
                docker("rmi", reference);
            }
            assertEquals(
                    "{\"name\":\"team/app\",\"tags\":[\"v1\"]}\n",
                    program("curl", "-sf", registry.uri() + "/v2/team/app/tags/list"));
            listOfManifests(name, digest);
            var missing = assertThrows(IOException.class, () -> docker("pull", name + ":v2"));
            assertTrue(missing.getMessage().contains("manifest unknown"), missing.getMessage());
        }
    }

    /** One that only the client makes, of what is there for two architectures. */
    private void listOfManifests(String name, String digest) throws IOException {
        docker("tag", "busybox", name + ":other");
        push(name + ":other");
        docker("rmi", name + ":other");
        var all = name + ":all";
        docker("manifest", "create", "--insecure", all, name + ":v1", name + ":other");
        docker("manifest", "annotate", all, name + ":other", "--arch", "s390x");
        var list = docker("manifest", "push", "--insecure", all).strip();
        var inspected = docker("manifest", "inspect", "--insecure", all);
        assertTrue(inspected.contains(digest) && inspected.contains("s390x"), inspected);
        assertTrue(docker("pull", all).contains("Digest: " + list));
        assertEquals(nonce + "\n", docker("run", "--rm", all, "cat", "/nonce"));
    }

    @Test
    void withPasswordsUnderTls() throws Exception {
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "registry-docker");
        var users = Files.writeString(place.resolve("htpasswd"), "alice:" + SECRET + "\n");
        program(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=registry -addext"
                                + " subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem")
                        .split(" "));
        try (var registry = registry(
                "--htpasswd",
                users.toString(),
                "--tls",
                "--tlscert",
                place.resolve("cert.pem").toString(),
                "--tlskey",
                place.resolve("key.pem").toString())) {
            assertEquals("https", registry.uri().getScheme());
            var name = registry.address() + "/private/app:v1";
            make(name);
            var refused = assertThrows(IOException.class, () -> docker("push", name));
            assertTrue(refused.getMessage().contains("no basic auth credentials"), refused.getMessage());
            var wrong = assertThrows(
                    IOException.class, () -> docker("login", "-u", "alice", "-p", "wrong", registry.address()));
            assertTrue(wrong.getMessage().contains("failed with status: 401 Unauthorized"), wrong.getMessage());
            assertTrue(docker("login", "-u", "alice", "-p", "secret", registry.address())
                    .contains("Login Succeeded"));
            var digest = push(name);
            docker("rmi", name);
            assertTrue(docker("pull", name).contains("Digest: " + digest));
            assertEquals(nonce + "\n", docker("run", "--rm", name, "cat", "/nonce"));
        }
    }

    @Test
    void servedByTheDaemonItself() throws IOException {
        daemon = Daemon.start(
                DaemonKind.SOCKERLESS, "registry-beside", Map.of(), List.of("--registry", "127.0.0.1:5000"));
        var name = "127.0.0.1:5000/app";
        make(name);
        var digest = push(name);
        docker("rmi", name);
        daemon.kill();
        daemon.launch();
        assertTrue(docker("pull", name).contains("Digest: " + digest));
        assertEquals(nonce + "\n", docker("run", "--rm", name, "cat", "/nonce"));
    }

    @Test
    void servedByTheDaemonForReadersOnly() throws IOException {
        var arguments = List.of("--registry", "127.0.0.1:5000", "--registry-read-only");
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "registry-read-only", Map.of(), arguments);
        make("127.0.0.1:5000/app");
        var refused = assertThrows(IOException.class, () -> docker("push", "127.0.0.1:5000/app"));
        assertTrue(refused.getMessage().contains("read-only"), refused.getMessage());
        assertEquals("{\"repositories\":[]}\n", program("curl", "-sf", "http://127.0.0.1:5000/v2/_catalog"));
    }
}
