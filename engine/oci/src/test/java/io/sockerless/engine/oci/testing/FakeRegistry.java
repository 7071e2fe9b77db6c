package io.sockerless.engine.oci.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTPS server that answers as a test tells it to, and remembers what it was asked. */
public final class FakeRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What came in, its body read. */
    public record Request(String method, String path, Headers headers, byte[] body) {}

    /** What goes out. */
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body.getBytes());
        }

        public static Reply redirect(int status, String location) {
            return new Reply(status, Map.of("Location", location), new byte[0]);
        }
    }

    /** Answers the requests for one path. */
    @FunctionalInterface
    public interface Answer {
        Reply to(Request request);
    }

    public FakeRegistry() throws IOException {
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        try {
            server.setHttpsConfigurator(new HttpsConfigurator(TestKey.shared().tls()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        on("/v2/", _ -> Reply.of(200, "{}"));
    }

    public String domain() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String url(String path) {
        return "https://" + domain() + path;
    }

    public FakeRegistry on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    /** Has an image in a repository under a tag; layers are served as they are. */
    public Digest image(String repository, String tag, RandomImage image) {
        Layout layout = new Layout();
        layout.manifest(image);
        layout.files().forEach((name, bytes) -> {
            String digest = "sha256:" + name.substring("blobs/sha256/".length());
            blob(repository, digest, bytes);
        });
        byte[] manifest = layout.files().sequencedValues().getLast();
        manifest(repository, tag, Layout.MANIFEST, manifest);
        return Digest.sha256(manifest);
    }

    public FakeRegistry blob(String repository, String digest, byte[] bytes) {
        return on("/v2/" + repository + "/blobs/" + digest, _ -> new Reply(200, Map.of(), bytes));
    }

    /** Under a tag and under its digest. */
    public FakeRegistry manifest(String repository, String tag, String type, byte[] json) {
        Map<String, String> headers = Map.of(
                "Content-Type",
                type,
                "Docker-Content-Digest",
                Digest.sha256(json).toString());
        on("/v2/" + repository + "/manifests/" + Digest.sha256(json), _ -> new Reply(200, headers, json));
        return on("/v2/" + repository + "/manifests/" + tag, _ -> new Reply(200, headers, json));
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Answer answer = answers.getOrDefault(
                    exchange.getRequestURI().getPath(),
                    _ -> Reply.of(404, "{\"errors\":[{\"code\":\"NOT_FOUND\",\"message\":\"nothing here\"}]}"));
            Reply reply = answer.to(request);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            boolean head = request.method().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(reply.body().length));
            }
            exchange.sendResponseHeaders(reply.status(), head || reply.body().length == 0 ? -1 : reply.body().length);
            if (!head) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
