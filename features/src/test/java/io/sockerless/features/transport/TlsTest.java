package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.transport.Authority.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unmodified docker command over mutual TLS. */
class TlsTest {
    private static final String HOST = "tcp://127.0.0.1:2376";
    private static final byte[] NOTHING = {};

    @TempDir
    static Path place;

    private static Authority authority;
    private static Path server;
    private static Path client;
    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("TLS TEST SKIPPED: " + why);
            assumeTrue(false, why);
        });
        authority = new Authority(place.resolve("authority"));
        server = authority.issue(place.resolve("server"), "serverAuth", Validity.NOW, "A1");
        client = authority.issue(place.resolve("client"), "clientAuth", Validity.NOW, "B1");
        daemon = Daemon.start(
                DaemonKind.SOCKERLESS,
                "tls",
                Map.of("DOCKER_CERT_PATH", server.toString()),
                List.of("-H", HOST, "--tlsverify"));
    }

    @AfterAll
    static void stop() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private static Outcome docker(Map<String, String> environment, byte[] input, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Outcome.of(daemon.machine().inside(place, command), environment, input);
    }

    private static Map<String, String> verified(Path certificates) {
        return Map.of("DOCKER_HOST", HOST, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", certificates.toString());
    }

    private static Outcome docker(byte[] input, String... arguments) throws IOException, InterruptedException {
        var outcome = docker(verified(client), input, arguments);
        assertEquals(0, outcome.code(), outcome.seen());
        return outcome;
    }

    private static Outcome refused(Map<String, String> environment) throws IOException, InterruptedException {
        var outcome = docker(environment, NOTHING, "version", "--format", "{{.Server.Version}}");
        assertNotEquals(0, outcome.code(), outcome.seen());
        return outcome;
    }

    private static void shows(String expected, Outcome outcome) {
        assertTrue(outcome.seen().contains(expected), outcome.seen());
    }

    @Test
    void versionAndInfoWithoutAWarning() throws Exception {
        shows("linux", docker(NOTHING, "version", "--format", "{{.Server.Os}}"));
        var info = docker(NOTHING, "info");
        assertTrue(!info.seen().contains("without"), info.seen());
    }

    @Test
    void standardInputEndsAtTheContainerAndEveryByteComesBack() throws Exception {
        var bytes = new byte[3 << 20];
        new Random(11).nextBytes(bytes);
        assertArrayEquals(
                bytes, docker(bytes, "run", "--rm", "-i", "busybox", "cat").output());
    }

    @Test
    void execAttachAndLogs() throws Exception {
        var word = UUID.randomUUID().toString();
        var name = "tls-" + word;
        // Says the word when it is told to go on, by a file, and goes with an exit code of its own.
        docker(NOTHING, "run", "-d", "--name", name, "busybox", "sh", "-c", "mkfifo /go; cat /go; echo bye; exit 7");
        try {
            shows(word, docker(word.getBytes(StandardCharsets.UTF_8), "exec", "-i", name, "cat"));
            var command = List.of("docker", "logs", "-f", name);
            var follow = follow(command);
            var attached = follow(List.of("docker", "attach", "--no-stdin", name));
            // The container's end may come before that of the exec, so its exit code says nothing.
            docker(
                    verified(client),
                    NOTHING,
                    "exec",
                    name,
                    "sh",
                    "-c",
                    "while ! [ -p /go ]; do usleep 10000; done; echo " + word + " >/go");
            assertEquals(word + "\nbye\n", new String(follow.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, follow.waitFor());
            var seen = new String(attached.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue((word + "\nbye\n").endsWith(seen) && seen.endsWith("bye\n"), seen);
            assertEquals(7, attached.waitFor());
        } finally {
            docker(NOTHING, "rm", "-f", name);
        }
    }

    /** A docker command that runs beside, and has its connection when this returns. */
    private static Process follow(List<String> command) throws IOException, InterruptedException {
        var open = streams();
        var builder = new ProcessBuilder(daemon.machine().inside(place, command)).redirectErrorStream(true);
        builder.environment().putAll(verified(client));
        var process = builder.start();
        while (streams().equals(open) && process.isAlive()) {
            Thread.onSpinWait();
        }
        return process;
    }

    /** Streams that the daemon has open, by its own count. */
    private static String streams() throws IOException, InterruptedException {
        var address = Files.readString(daemon.run().resolve("admin.address")).strip();
        var metrics = Outcome.of(
                daemon.machine().inside(place, List.of("curl", "-sf", "http://" + address + "/metrics")),
                Map.of(),
                NOTHING);
        return metrics.text()
                .lines()
                .filter(line -> line.contains("streams") && !line.startsWith("#"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(metrics.seen()));
    }

    @Test
    void aTerminalOverTls() throws Exception {
        var outcome = Outcome.of(
                daemon.machine()
                        .inside(
                                place,
                                List.of(
                                        "script",
                                        "-qec",
                                        "docker run --rm -it busybox sh -c 'tty; exit 5'",
                                        "/dev/null")),
                verified(client),
                NOTHING);
        shows("/dev/pts/0", outcome);
        assertEquals(5, outcome.code(), outcome.seen());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        var other = new Authority(place.resolve("other"));
        var stranger = other.issue(place.resolve("stranger"), "clientAuth", Validity.NOW, "C1");
        Files.copy(authority.certificate(), stranger.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        // The client keeps a certificate to itself that is of none of the authorities which the server names.
        shows("tls: certificate required", refused(verified(stranger)));
    }

    @Test
    void aCertificateOfAnAuthorityThatOnlyHasTheSameNameIsRefused() throws Exception {
        var other = new Authority(place.resolve("false").resolve("authority"));
        var stranger = other.issue(place.resolve("impostor"), "clientAuth", Validity.NOW, "C2");
        Files.copy(authority.certificate(), stranger.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        shows("tls: unknown certificate", refused(verified(stranger)));
    }

    @Test
    void aServerOfAnotherAuthorityIsRefusedByTheClient() throws Exception {
        var elsewhere = place.resolve("elsewhere");
        authority.issue(elsewhere, "clientAuth", Validity.NOW, "B2");
        var other = new Authority(place.resolve("third"));
        Files.copy(other.certificate(), elsewhere.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        shows("certificate signed by unknown authority", refused(verified(elsewhere)));
    }

    @Test
    void noCertificateIsRefused() throws Exception {
        var bare = Files.createDirectories(place.resolve("bare"));
        Files.copy(authority.certificate(), bare.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        shows("tls: certificate required", refused(verified(bare)));
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        var late = authority.issue(place.resolve("late"), "clientAuth", Validity.EXPIRED, "B3");
        shows("tls: unknown certificate", refused(verified(late)));
        var log = Files.readString(daemon.log());
        assertTrue(log.contains("TLS handshake error from 127.0.0.1:") && log.contains("NotAfter: "), log);
    }

    @Test
    void aServersCertificateIsNoClients() throws Exception {
        var wrong = authority.issue(place.resolve("wrong"), "serverAuth", Validity.NOW, "B4");
        shows("remote error: tls:", refused(verified(wrong)));
    }

    @Test
    void plainHttpIsToldSo() throws Exception {
        shows("Client sent an HTTP request to an HTTPS server.", refused(Map.of("DOCKER_HOST", HOST)));
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws Exception {
        shows("alert protocol version", handshake("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"));
        shows("Protocol  : TLSv1.2", handshake("-tls1_2"));
        shows("New, TLSv1.3", handshake("-tls1_3"));
    }

    private static Outcome handshake(String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:2376"));
        command.addAll(List.of("-cert", client.resolve("cert.pem").toString()));
        command.addAll(List.of("-key", client.resolve("key.pem").toString()));
        command.addAll(List.of(options));
        return Outcome.of(daemon.machine().inside(place, command), Map.of(), NOTHING);
    }

    private static String serial() throws IOException, InterruptedException {
        var shown = Outcome.of(
                daemon.machine()
                        .inside(
                                place,
                                List.of(
                                        "sh",
                                        "-c",
                                        "openssl s_client -connect 127.0.0.1:2376 </dev/null 2>/dev/null"
                                                + " | openssl x509 -noout -serial")),
                Map.of(),
                NOTHING);
        return shown.text().strip();
    }

    @Test
    void newFilesCountFromTheNextHandshakeOnAndBrokenOnesNever() throws Exception {
        var before = serial();
        authority.issue(server, "serverAuth", Validity.NOW, "ABCDEF");
        assertNotEquals("serial=ABCDEF", before);
        assertEquals("serial=ABCDEF", serial());
        var good = Files.readAllBytes(server.resolve("key.pem"));
        try {
            Files.copy(client.resolve("key.pem"), server.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
            assertEquals("serial=ABCDEF", serial());
            shows("linux", docker(NOTHING, "version", "--format", "{{.Server.Os}}"));
            assertTrue(Files.readString(daemon.log()).contains("does not belong to the certificate"));
        } finally {
            Files.write(server.resolve("key.pem"), good);
        }
        new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start().waitFor();
        shows("linux", docker(NOTHING, "version", "--format", "{{.Server.Os}}"));
        assertEquals("serial=ABCDEF", serial());
    }
}
