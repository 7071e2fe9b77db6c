package io.sockerless.frontends.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel promises of connections, under TLS. */
@Timeout(60)
class TlsKernelTest {
    private static final int ALERT = 21;
    private static final Duration IDLE = Duration.ofSeconds(2);

    @TempDir
    Path dir;

    private final TestApi api = new TestApi();
    private Server server;
    private SSLContext clients;

    @BeforeEach
    void start() throws Exception {
        Path certificate = dir.resolve("cert.pem");
        Path key = dir.resolve("key.pem");
        Process made = new ProcessBuilder(
                        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=test -keyout "
                                        + key + " -out " + certificate)
                                .split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, made.waitFor(), said);
        clients = trusting(certificate);
        server = Server.builder()
                .listen(new Listener.Tcp(
                        new InetSocketAddress("127.0.0.1", 0),
                        Optional.of(Tls.of(new TlsFiles(Optional.empty(), certificate, key)))))
                .api(api)
                .limits(new Limits(64 << 10, 64 << 10, IDLE, 16, 64 << 20))
                .grace(Duration.ofSeconds(2))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static SSLContext trusting(Path certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) server.addresses().getFirst();
    }

    private SSLSocket connect(String version) throws IOException {
        SSLSocket socket = (SSLSocket) clients.getSocketFactory()
                .createSocket(address().getAddress(), address().getPort());
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Up to and with that text. */
    private static String readTo(String end, InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (!text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int next = in.read();
            assertTrue(next >= 0, () -> "the connection ended after: " + text);
            text.write(next);
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHijackedStreamOutlivesTheClientsHalfClose() throws Exception {
        byte[] bytes = new byte[5 << 20];
        new Random(5).nextBytes(bytes);
        try (SSLSocket socket = connect("TLSv1.3")) {
            send(socket, "POST /hijack HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
            InputStream in = socket.getInputStream();
            assertTrue(readTo("\r\n\r\nhi", in).startsWith("HTTP/1.1 101 "));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] echoed = in.readAllBytes();
            writer.join();
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
            assertArrayEquals(bytes, Arrays.copyOf(echoed, bytes.length));
            assertEquals(
                    " total " + bytes.length,
                    new String(echoed, bytes.length, echoed.length - bytes.length, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aHijackedStreamGoesBothWaysUnderTheOldVersion() throws Exception {
        try (SSLSocket socket = connect("TLSv1.2")) {
            send(socket, "POST /hijack HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
            readTo("\r\n\r\nhi", socket.getInputStream());
            for (int i = 0; i < 100; i++) {
                send(socket, "word " + i + "\n");
                assertEquals("word " + i + "\n", readTo("\n", socket.getInputStream()));
            }
        }
    }

    @Test
    void theConnectionIsKept() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            for (int i = 0; i < 3; i++) {
                send(socket, "GET /query?q=w" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
                assertTrue(readTo("}\n", socket.getInputStream()).endsWith("{\"q\":\"w" + i + "\"}\n"));
            }
        }
    }

    @Test
    void theEndOfAnAnswerIsSaidAndNotJustHad() throws Exception {
        // Go's clients take an end without a close_notify for a cut connection. Under TLS 1.2 its record shows its
        // type.
        Socket below = new Socket(address().getAddress(), address().getPort());
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (SSLSocket socket =
                (SSLSocket) clients.getSocketFactory().createSocket(recording(below, seen), "x", 1, true)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            send(socket, "GET /ignore HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            readTo("}\n", socket.getInputStream());
            assertEquals(-1, socket.getInputStream().read());
        }
        byte[] records = seen.toByteArray();
        int last = 0;
        for (int at = 0; at < records.length; at += 5 + ((records[at + 3] & 0xff) << 8 | records[at + 4] & 0xff)) {
            last = records[at];
        }
        assertEquals(ALERT, last);
    }

    /** The socket itself, with a copy of what is read from it. */
    private static Socket recording(Socket socket, ByteArrayOutputStream copy) {
        return new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                InputStream in = socket.getInputStream();
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        int next = in.read();
                        if (next >= 0) {
                            copy.write(next);
                        }
                        return next;
                    }
                };
            }

            @Override
            public java.io.OutputStream getOutputStream() throws IOException {
                return socket.getOutputStream();
            }

            @Override
            public boolean isConnected() {
                return true;
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    @Test
    void whoLeavesIsNoticed() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            send(socket, "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
            api.streaming.await();
        }
        api.left.await();
    }

    @Test
    void whoNeverShakesHandsIsCut() throws Exception {
        try (Socket silent = new Socket(address().getAddress(), address().getPort());
                Socket dawdling = new Socket(address().getAddress(), address().getPort())) {
            dawdling.getOutputStream().write(0x16);
            assertEquals(-1, silent.getInputStream().read());
            assertEquals(-1, dawdling.getInputStream().read());
        }
    }

    @Test
    void plainHttpIsToldSo() throws Exception {
        try (Socket plain = new Socket(address().getAddress(), address().getPort())) {
            send(plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(
                    "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
                    new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
