package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.transport.Authority.Validity;
import io.sockerless.frontends.http.Tls;
import io.sockerless.frontends.http.TlsFiles;
import io.sockerless.frontends.http.TlsFilesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted as certificate and key, and what is said of the rest. */
class TlsFilesTest {
    @TempDir
    Path place;

    private Authority authority;
    private Path server;

    @BeforeEach
    void issue() throws IOException {
        authority = new Authority(place.resolve("authority"));
        server = authority.issue(place.resolve("server"), "serverAuth", Validity.NOW, "01");
    }

    private TlsFiles files(Path certificate, Path key) {
        return new TlsFiles(Optional.of(authority.certificate()), certificate, key);
    }

    private String refusal(TlsFiles files) {
        return assertThrows(TlsFilesException.class, () -> Tls.of(files)).getMessage();
    }

    private void openssl(String... arguments) throws IOException {
        Programs.run(List.of(arguments));
    }

    private Path in(String name) {
        return server.resolve(name);
    }

    @Test
    void rsaKeysOfBothFormats() throws IOException {
        openssl(
                "openssl",
                "rsa",
                "-traditional",
                "-in",
                in("key.pem").toString(),
                "-out",
                in("pkcs1").toString());
        assertTrue(Files.readString(in("pkcs1")).contains("BEGIN RSA PRIVATE KEY"));
        assertNotNull(Tls.of(files(in("cert.pem"), in("pkcs1"))));
        assertTrue(Files.readString(in("key.pem")).contains("BEGIN PRIVATE KEY"));
        assertNotNull(Tls.of(files(in("cert.pem"), in("key.pem"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prime256v1", "secp384r1"})
    void keysOnCurvesWithTheirParametersInFront(String curve) throws IOException {
        openssl(
                "openssl",
                "ecparam",
                "-genkey",
                "-name",
                curve,
                "-out",
                in("sec1").toString());
        assertTrue(Files.readString(in("sec1")).startsWith("-----BEGIN EC PARAMETERS"));
        assertNotNull(Tls.of(files(selfSigned(in("sec1")), in("sec1"))));
        openssl(
                "openssl",
                "pkey",
                "-in",
                in("sec1").toString(),
                "-out",
                in("pkcs8").toString());
        assertNotNull(Tls.of(files(selfSigned(in("pkcs8")), in("pkcs8"))));
    }

    @Test
    void edwardsKeys() throws IOException {
        openssl("openssl", "genpkey", "-algorithm", "ed25519", "-out", in("ed").toString());
        assertNotNull(Tls.of(files(selfSigned(in("ed")), in("ed"))));
    }

    private Path selfSigned(Path key) throws IOException {
        var target = in("self.pem");
        openssl("openssl", "req", "-x509", "-new", "-subj", "/CN=x", "-key", key.toString(), "-out", target.toString());
        return target;
    }

    @Test
    void whatIsMissingIsNamedWithItsFlag() {
        assertTrue(refusal(files(in("none"), in("key.pem")))
                .startsWith("cannot read the TLS certificate " + in("none") + ": it does not exist (give --tlscert"));
        assertTrue(refusal(files(in("cert.pem"), in("none")))
                .startsWith("cannot read the TLS key " + in("none") + ": it does not exist (give --tlskey"));
        assertTrue(refusal(new TlsFiles(Optional.of(in("none")), in("cert.pem"), in("key.pem")))
                .startsWith("cannot read the TLS authority " + in("none") + ": it does not exist (give --tlscacert"));
    }

    @Test
    void whatIsNoPemIsNamed() throws IOException {
        Files.writeString(in("text"), "nothing of that kind\n");
        assertTrue(refusal(files(in("text"), in("key.pem"))).contains("in PEM format"));
        assertTrue(refusal(files(in("cert.pem"), in("text"))).endsWith("holds no private key in PEM format"));
        assertTrue(refusal(files(in("cert.pem"), in("cert.pem"))).endsWith("holds no private key in PEM format"));
        assertTrue(refusal(files(server, in("key.pem"))).contains(server.toString()));
    }

    @Test
    void whatDoesNotBelongTogetherIsNamed() throws IOException {
        var other = authority.issue(place.resolve("second"), "serverAuth", Validity.NOW, "02");
        assertTrue(refusal(files(in("cert.pem"), other.resolve("key.pem"))).contains("does not belong to"));
        openssl(
                "openssl",
                "ecparam",
                "-genkey",
                "-name",
                "prime256v1",
                "-out",
                in("sec1").toString());
        assertTrue(refusal(files(in("cert.pem"), in("sec1"))).contains("does not belong to"));
    }

    @Test
    void whatHasExpiredIsNamedWithItsDate() throws IOException {
        var late = authority.issue(place.resolve("late"), "serverAuth", Validity.EXPIRED, "03");
        assertTrue(refusal(files(late.resolve("cert.pem"), late.resolve("key.pem")))
                .endsWith("has expired on 2020-01-02T00:00:00Z"));
        assertTrue(refusal(new TlsFiles(Optional.of(late.resolve("cert.pem")), in("cert.pem"), in("key.pem")))
                .endsWith("has expired on 2020-01-02T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-traditional", "-aes128"})
    void encryptedKeysAreRefusedWithTheWayOut(String option) throws IOException {
        openssl(
                "openssl",
                "rsa",
                "-aes256",
                option,
                "-passout",
                "pass:secret",
                "-in",
                in("key.pem").toString(),
                "-out",
                in("locked").toString());
        assertTrue(refusal(files(in("cert.pem"), in("locked"))).contains("is encrypted; write it without a password"));
    }
}
