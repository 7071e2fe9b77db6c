package io.sockerless.drivers.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines that are not who they should be, or do not take us for whom we are; addresses that are none. */
class RefusalsTest {
    private static void refused(RemoteHost host, String... reasons) {
        try (Remote remote = new Remote(host)) {
            EngineException e = assertThrows(EngineException.class, () -> remote.get("info"));
            assertEquals(ErrorKind.UNAVAILABLE, e.kind());
            assertTrue(e.getMessage().startsWith("driver docker: "), e.getMessage());
            assertTrue(e.getMessage().contains(host.toString()), e.getMessage());
            assertTrue(Stream.of(reasons).anyMatch(e.getMessage()::contains), e.getMessage());
        }
    }

    private static RemoteHost.Tcp with(RemoteHost.Tcp host, Path certificates) {
        return new RemoteHost.Tcp(host.host(), host.port(), Optional.of(certificates));
    }

    @Test
    void aServerOfAnotherAuthority() {
        TcpDockerd.Tls tls = TcpDockerd.tls();
        Authority other = Authority.in(tls.certificates().resolve("other"));
        Path client = other.issue("client", "clientAuth", "DNS:client");
        refused(
                with(tls.host(), client),
                "Path does not chain with any of the trust anchors",
                "unable to find valid certification path");
    }

    @Test
    void aClientWithoutCertificate() {
        TcpDockerd.Tls tls = TcpDockerd.tls();
        // Only the authority is in that folder, with its certificate.
        refused(
                with(tls.host(), tls.authority().folder()),
                "bad_certificate",
                "certificate_required",
                "perhaps it wants a client certificate");
    }

    @Test
    void aServerOfAnotherName() {
        RemoteHost.Tcp host = TcpDockerd.tls().host();
        refused(
                new RemoteHost.Tcp("localhost", host.port(), host.certificates()),
                "No name matching localhost found",
                "No subject alternative DNS name matching localhost");
    }

    @Test
    void plainSpokenToTls() {
        RemoteHost.Tcp host = TcpDockerd.tls().host();
        refused(new RemoteHost.Tcp(host.host(), host.port(), Optional.empty()), "status 400");
    }

    @Test
    void nobodyThere() {
        refused(new RemoteHost.Unix(Path.of("/no/such/docker.sock")), "No such file");
        refused(new RemoteHost.Tcp("127.0.0.1", Places.freePort(), Optional.empty()), "refused");
    }

    private static void needsSshd() {
        Sshd.obstacle().ifPresent(why -> {
            System.out.println("SSH TEST SKIPPED: " + why);
            Assumptions.abort(why);
        });
    }

    @Test
    void aKeyThatNobodyLetIn() throws IOException {
        needsSshd();
        refused(Sshd.shared().asStranger(), "Permission denied (publickey");
    }

    @Test
    void aHostWithAnotherKeyThanTheKnownOne() throws IOException {
        needsSshd();
        refused(Sshd.shared().impersonated(), "Host key verification failed");
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/docker.sock,unix:///run/docker.sock",
        "tcp://example.org,tcp://example.org:2375",
        "tcp://example.org?certs=/etc/certs,tcp://example.org:2376",
        "tcp://[::1]:77,tcp://[::1]:77",
        "ssh://me@example.org:22,ssh://me@example.org:22",
        "ssh://example.org/run/docker.sock,ssh://example.org/run/docker.sock"
    })
    void addresses(String text, String shown) {
        assertEquals(shown, RemoteHost.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "docker.sock",
                "unix://",
                "unix://host/path",
                "tcp://",
                "tcp://host/path",
                "tcp://host?certs=relative",
                "tcp://host?other=/x",
                "ssh://",
                "ssh://-oProxyCommand=x",
                "ssh://-oProxyCommand=x@host",
                "ssh://user:password@host",
                "http://host"
            })
    void noAddresses(String text) {
        assertEquals(
                ErrorKind.INVALID,
                assertThrows(EngineException.class, () -> RemoteHost.parse(text))
                        .kind());
    }
}
