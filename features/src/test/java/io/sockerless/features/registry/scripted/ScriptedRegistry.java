package io.sockerless.features.registry.scripted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry that misbehaves as the name of the repository says, in a process of its own, which lives on a daemon's
 * machine: {@code 127.0.0.1:5001} asks nobody who he is, {@code :5002} for a password, {@code :5003} for a token. On an
 * address that is not this machine's loopback, {@code :5004} speaks plain HTTP and {@code :5005} has a certificate that
 * nobody knows. Who asks for {@code /log} gets the requests since the last time.
 */
public final class ScriptedRegistry {
    public static final String ELSEWHERE = "10.99.0.1";

    /** An address of a network that the daemons are told to trust. */
    public static final String TRUSTED = "10.98.0.1";

    private static final ConcurrentLinkedQueue<String> LOG = new ConcurrentLinkedQueue<>();

    private ScriptedRegistry() {}

    /** @param arguments a key store of the password “secret” */
    public static void main(String[] arguments) throws Exception {
        Cases cases = new Cases();
        plain("127.0.0.1", 5001, Door.open(), cases);
        plain("127.0.0.1", 5002, Door.password(), cases);
        plain("127.0.0.1", 5003, Door.token(), cases);
        plain(ELSEWHERE, 5004, Door.open(), cases);
        plain(TRUSTED, 5006, Door.open(), cases);
        HttpsServer encrypted = HttpsServer.create();
        encrypted.setHttpsConfigurator(new HttpsConfigurator(context(Path.of(arguments[0]))));
        serve(encrypted, new InetSocketAddress(ELSEWHERE, 5005), 5005, Door.open(), cases);
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // it ends with who started it
        }
        System.exit(0);
    }

    private static SSLContext context(Path keys) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void plain(String address, int port, Door door, Cases cases) throws IOException {
        HttpServer server = HttpServer.create();
        serve(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), port, door, cases);
        PlainPort.open(address, port, server);
    }

    private static void serve(HttpServer server, InetSocketAddress at, int port, Door door, Cases cases)
            throws IOException {
        server.bind(at, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/log")) {
                    log(exchange);
                } else if (door.lets(exchange)) {
                    cases.answer(exchange);
                }
            } finally {
                if (!exchange.getRequestURI().getPath().equals("/log")) {
                    LOG.add(exchange.getRequestMethod() + " " + port + exchange.getRequestURI() + " "
                            + exchange.getResponseCode() + range(exchange));
                }
            }
        });
        server.start();
    }

    private static String range(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? "" : " " + range;
    }

    private static void log(HttpExchange exchange) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String line = LOG.poll(); line != null; line = LOG.poll()) {
            lines.append(line).append('\n');
        }
        say(exchange, 200, "text/plain", lines.toString());
    }

    static void say(HttpExchange exchange, int status, String type, String text) throws IOException {
        say(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    static void say(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().put("Content-Type", List.of(type));
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().put("Content-Length", List.of(Integer.toString(body.length)));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** An error as the distribution spec has it; with a detail, as some registries send, if the repository's name ends so. */
    static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        boolean detailed = exchange.getRequestURI().getPath().contains("/detailed/");
        say(
                exchange,
                status,
                "application/json",
                "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\""
                        + (detailed ? ",\"detail\":{\"Name\":\"x\"}" : "") + "}]}");
    }
}
