package io.sockerless.features.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The few requests of the distribution spec that the tests make themselves. */
record RegistryClient(HttpClient http, URI registry) {
    static final String ANY_TYPE = "application/vnd.example.thing";

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param headers name and value, in turn */
    HttpResponse<byte[]> ask(String method, String target, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(registry.resolve(target))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String target) throws IOException, InterruptedException {
        return ask("GET", target, new byte[0]);
    }

    /** @return where the upload goes on */
    String begin(String name) throws IOException, InterruptedException {
        return location(ask("POST", "/v2/" + name + "/blobs/uploads/", new byte[0]));
    }

    static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    int pushBlob(String name, byte[] bytes) throws IOException, InterruptedException {
        return ask("PUT", begin(name) + "?digest=" + digest(bytes), bytes).statusCode();
    }

    int pushManifest(String name, String tag, byte[] bytes) throws IOException, InterruptedException {
        return ask("PUT", "/v2/" + name + "/manifests/" + tag, bytes, "Content-Type", ANY_TYPE)
                .statusCode();
    }
}
