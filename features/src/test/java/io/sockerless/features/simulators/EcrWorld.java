package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.simulators.aws.AwsSimulator;
import io.sockerless.simulators.kernel.Simulator;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import software.amazon.awssdk.services.ecr.model.Repository;

/** A simulator of this process, whose clock is put forward by the test, and a client of its registry. */
final class EcrWorld implements AutoCloseable {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final SetClock clock = new SetClock();
    private final Simulator simulator;

    EcrWorld(Path place) {
        var state = State.open(place);
        simulator = Simulator.start(
                new InetSocketAddress("127.0.0.1", 0),
                state,
                opened -> new AwsSimulator(
                        opened, DockerEngine.at("unix:///nowhere/docker.sock"), Optional.empty(), clock));
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    void forward(Duration time) {
        clock.now = clock.now.plus(time);
    }

    void at(Instant time) {
        clock.now = time;
    }

    URI uri() {
        return URI.create(simulator.url());
    }

    /** Of an account of its own. */
    AwsClients account(String id) {
        return AwsClients.of(uri(), id, "secret");
    }

    /** @param authorization as GetAuthorizationToken gives it; empty for none */
    HttpResponse<String> ask(String method, String path, String authorization, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", "Basic " + authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static String token(AwsClients aws) {
        return aws.ecr().getAuthorizationToken().authorizationData().getFirst().authorizationToken();
    }

    static String sha256(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String path(Repository repository) {
        return "/v2/" + repository.repositoryUri().replaceFirst("^[^/]+/", "");
    }

    /** The descriptor of what is in the repository now. */
    String blob(AwsClients aws, Repository repository, String content) throws IOException, InterruptedException {
        var pushed = ask("POST", path(repository) + "/blobs/uploads/?digest=" + sha256(content), token(aws), content);
        assertEquals(201, pushed.statusCode(), pushed::body);
        return descriptor("application/octet-stream", content);
    }

    static String descriptor(String type, String content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + sha256(content) + "\",\"size\":" + content.length()
                + "}";
    }

    static String manifest(String config, String layer) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":" + config + ",\"layers\":[" + layer
                + "]}";
    }

    /** The manifest of an image whose parts are in the repository now. */
    String image(AwsClients aws, Repository repository, String word) throws IOException, InterruptedException {
        return manifest(blob(aws, repository, "config " + word), blob(aws, repository, "layer " + word));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
