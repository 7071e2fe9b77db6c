package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sockerless.engine.oci.testing.TestKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities and client certificates as in {@code /etc/docker/certs.d}, at a server of TLS. */
class RegistryCertificatesTest {
    @TempDir
    Path root;

    private final String word = UUID.randomUUID().toString();
    private HttpsServer server;
    private Transport transport;
    private String authority;
    private volatile boolean wantsToKnow;

    @BeforeEach
    void serve() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TestKey.shared().mutualTls()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(wantsToKnow);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, word.length());
            exchange.getResponseBody().write(word.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        authority = "127.0.0.1:" + server.getAddress().getPort();
        Files.createDirectories(root.resolve(authority));
        transport = new Transport(Optional.of(root));
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    private String get() throws IOException {
        URI base = URI.create("https://" + authority);
        var response =
                transport.send(HttpRequest.newBuilder(base.resolve("/v2/")).build(), new Endpoint(base, false));
        try (var body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String refused() {
        return assertThrows(RegistryFailure.class, () -> get()).getMessage();
    }

    private void certificate(String name) throws Exception {
        pem(name, "CERTIFICATE", TestKey.shared().certificate());
    }

    private void pem(String name, String kind, String text) throws IOException {
        Files.writeString(
                root.resolve(authority).resolve(name),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void anAuthorityIsTrustedAsSoonAsItIsThere() throws Exception {
        assertTrue(refused().contains("x509: certificate signed by unknown authority"));
        certificate("ours.crt");
        assertEquals(word, get());
        // Of another registry it says nothing.
        Files.move(root.resolve(authority), root.resolve("example.com"));
        assertTrue(refused().contains("x509: certificate signed by unknown authority"));
    }

    @Test
    void weShowWhoWeAre() throws Exception {
        wantsToKnow = true;
        certificate("ours.crt");
        refused();
        certificate("me.cert");
        pem("me.key", "PRIVATE KEY", TestKey.shared().key());
        assertEquals(word, get());
    }

    @Test
    void halfOfAPairIsAMistake() throws Exception {
        certificate("me.cert");
        assertEquals(
                "missing key me.key for client certificate me.cert. Note that CA certificates should use the extension"
                        + " .crt",
                refused());
        Files.delete(root.resolve(authority).resolve("me.cert"));
        pem("me.key", "PRIVATE KEY", TestKey.shared().key());
        assertEquals("missing client certificate me.cert for key me.key", refused());
        Files.delete(root.resolve(authority).resolve("me.key"));
        Files.writeString(root.resolve(authority).resolve("ours.crt"), "nonsense");
        assertTrue(refused().contains("ours.crt holds no certificate in PEM format"));
    }

    @Test
    void namesOfRegistriesDoNotLeadElsewhere() throws Exception {
        assertTrue(RegistryCertificates.of(root.resolve("sub"), "..").isEmpty());
        assertTrue(RegistryCertificates.of(root, ".").isEmpty());
        assertTrue(RegistryCertificates.of(root, "absent:5000").isEmpty());
    }
}
