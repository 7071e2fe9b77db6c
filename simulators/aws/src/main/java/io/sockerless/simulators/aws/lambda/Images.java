package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The images of functions, at the engine. */
record Images(DockerEngine engine, Credentials credentials, ZipImages zips) {
    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64", "arm64", "arm64");

    /** With what an image of the account's own registry is pulled, as the Docker API has it; empty for others. */
    @FunctionalInterface
    interface Credentials {
        Optional<String> of(String account, String image);
    }

    /**
     * Pulls it, unless it is at the engine and in no registry of the account.
     *
     * @throws AwsException when it cannot be had
     */
    Code resolve(String account, String uri) {
        try {
            Optional<String> token = credentials.of(account, uri);
            if (token.isPresent() || !engine.hasImage(uri)) {
                engine.pull(uri, token.orElse(""));
            }
            JsonNode image = engine.image(uri).orElseThrow(DockerException::gone);
            String id = image.path("Id").asText();
            String architecture = image.path("Architecture").asText();
            return new Code(
                    uri,
                    digest(uri, image).orElse(id),
                    id,
                    ARCHITECTURES.getOrDefault(architecture, architecture),
                    Archive.NONE);
        } catch (DockerException e) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Source image " + uri + " does not exist. Provide a valid source image. (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw new UncheckedIOException("the engine is out of reach", e);
        }
    }

    /** What a version is run of, as inspected; brings back what the engine has lost since. */
    JsonNode of(FunctionVersion version) throws IOException {
        Code code = version.code();
        if (code.archive().there()) {
            return zips.image(version);
        }
        if (!engine.hasImage(code.id())) {
            String account = version.caller().account();
            engine.pull(
                    code.resolved().startsWith("sha256:") ? code.uri() : code.resolved(),
                    credentials.of(account, code.uri()).orElse(""));
        }
        return engine.image(code.id()).orElseThrow(DockerException::gone);
    }

    private static Optional<String> digest(String uri, JsonNode image) {
        String repository = uri.replaceFirst("(:[\\w.-]+)?(@sha256:[0-9a-f]+)?$", "");
        return image.path("RepoDigests")
                .valueStream()
                .map(JsonNode::asText)
                .filter(one -> one.startsWith(repository + "@"))
                .findFirst();
    }
}
