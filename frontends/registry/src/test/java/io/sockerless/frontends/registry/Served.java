package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.store.Store;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** A registry at a port of its own, and a client that says exactly what it is told to. */
final class Served implements AutoCloseable {
    final Registry registry;
    final ContentStore content;
    final List<RegistryEvent> events = new CopyOnWriteArrayList<>();
    private final Store rows;
    private final Server server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> always;

    private Served(Path place, Authorizer authorizer, SetClock clock, List<String> always) throws IOException {
        this.always = always;
        rows = Store.open(place.resolve("rows.db"));
        content = ContentStore.open(place.resolve("content"));
        registry = Registry.open(content, rows, "test", events::add, clock);
        server = Server.builder()
                .listen(new Listener.Tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .api(new RegistryApi(registry, authorizer, false))
                .grace(Duration.ZERO)
                .start();
    }

    static Served in(Path place) throws IOException {
        return in(place, new SetClock());
    }

    static Served in(Path place, SetClock clock) throws IOException {
        return new Served(place, Authorizer.anyone(), clock, List.of());
    }

    /** @param headers name and value, in turn, of every request */
    static Served in(Path place, Authorizer authorizer, String... headers) throws IOException {
        return new Served(place, authorizer, new SetClock(), List.of(headers));
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }

    int port() {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    /** @param headers name and value, in turn */
    HttpResponse<byte[]> ask(String method, String target, byte[] body, String... headers) throws Exception {
        URI base = URI.create("http://127.0.0.1:" + port());
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(target))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        List<String> all = new ArrayList<>(always);
        all.addAll(List.of(headers));
        for (int i = 0; i < all.size(); i += 2) {
            request.setHeader(all.get(i), all.get(i + 1));
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String target, String... headers) throws Exception {
        return ask("GET", target, new byte[0], headers);
    }

    HttpResponse<byte[]> post(String target) throws Exception {
        return ask("POST", target, new byte[0]);
    }

    HttpResponse<byte[]> delete(String target) throws Exception {
        return ask("DELETE", target, new byte[0]);
    }

    /** Uploads in one request. @return its digest */
    Digest blob(String name, byte[] bytes) throws Exception {
        Digest digest = Digest.sha256(bytes);
        expect(201, ask("POST", "/v2/" + name + "/blobs/uploads/?digest=" + digest, bytes));
        return digest;
    }

    HttpResponse<byte[]> manifest(String name, String reference, String type, byte[] bytes) throws Exception {
        return ask("PUT", "/v2/" + name + "/manifests/" + reference, bytes, "Content-Type", type);
    }

    /** Pushes an image of one random layer. @return its manifest */
    byte[] image(String name, String reference) throws Exception {
        Digest config = blob(name, "{}".getBytes(StandardCharsets.UTF_8));
        byte[] layer = random(1000);
        byte[] manifest = image(config, 2, blob(name, layer), layer.length);
        expect(201, manifest(name, reference, MediaTypes.OCI_MANIFEST, manifest));
        return manifest;
    }

    static byte[] image(Digest config, long configSize, Digest layer, long layerSize) {
        return bytes("""
            {"schemaVersion": 2, "mediaType": "%s",
              "config": {"mediaType": "%s", "digest": "%s", "size": %d},
              "layers": [{"mediaType": "%s", "digest": "%s", "size": %d}]}""".formatted(
                        MediaTypes.OCI_MANIFEST,
                        MediaTypes.OCI_CONFIG,
                        config,
                        configSize,
                        MediaTypes.OCI_LAYER,
                        layer,
                        layerSize));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static HttpResponse<byte[]> expect(int status, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + ": " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    /** The answer's code, checked to be the only error and to come with this status. */
    static String refusal(int status, HttpResponse<byte[]> answer) {
        expect(status, answer);
        List<Map<String, Object>> errors = OciJson.objects(json(answer), "errors");
        if (errors.size() != 1 || OciJson.string(errors.getFirst(), "message").isEmpty()) {
            throw new AssertionError("no error: " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return OciJson.string(errors.getFirst(), "code");
    }

    static Map<String, Object> json(HttpResponse<byte[]> answer) {
        return OciJson.object(answer.body(), "answer");
    }

    static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        client.close();
        server.close();
        registry.close();
        rows.close();
    }
}
