package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.DockerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Images of functions that are zip files: that of their runtime, with layers in /opt and code in /var/task. Each is made when
 * it is first run, and named by what is in it.
 *
 * @param labels of all of them, and of the containers that they are made of
 */
record ZipImages(DockerEngine engine, Archives archives, Layers layers, Runtimes runtimes, Map<String, String> labels) {
    private static final String REPOSITORY = "sockerless-lambda:";
    private static final String BOOTSTRAP = "bootstrap";

    /** @throws DockerException when the engine does not make it */
    JsonNode image(FunctionVersion version) throws IOException {
        String runtime = version.text("Runtime");
        JsonNode base = engine.image(runtimes.image(runtime)).orElseThrow(DockerException::gone);
        List<Archive> below = layers.of(version.configuration());
        Archive code = version.code().archive();
        Map<String, Object> config = config(version, base, below);
        String reference = REPOSITORY + digest(base, below, code, config);
        synchronized (archives) {
            if (!engine.hasImage(reference)) {
                make(reference, base, below, code, config);
            }
        }
        return engine.image(reference).orElseThrow(DockerException::gone);
    }

    private Map<String, Object> config(FunctionVersion version, JsonNode base, List<Archive> below) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (Runtimes.provided(version.text("Runtime"))) {
            boolean layer =
                    !version.code().archive().bootstrap() && below.stream().anyMatch(Archive::bootstrap);
            config.put("Entrypoint", List.of((layer ? "/opt/" : "/var/task/") + BOOTSTRAP));
        } else {
            config.put(
                    "Entrypoint",
                    base.path("Config")
                            .path("Entrypoint")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList());
            config.put("Cmd", List.of(version.text("Handler")));
        }
        config.put("WorkingDir", "/var/task");
        config.put("Labels", labels);
        return config;
    }

    private void make(String reference, JsonNode base, List<Archive> below, Archive code, Map<String, Object> config)
            throws IOException {
        String name = "lambda-zip-" + UUID.randomUUID();
        engine.create(
                name,
                Map.of(
                        "Image", base.path("Id").asText(),
                        "Entrypoint", List.of("/" + BOOTSTRAP),
                        "Cmd", List.of(),
                        "Labels", labels));
        try {
            DockerFiles files = new DockerFiles(engine, name);
            for (Archive layer : below) {
                files.unpack("/", out -> archives.unzip(layer, "opt", out));
            }
            files.unpack("/", out -> archives.unzip(code, "var/task", out));
            engine.commit(name, reference, config);
        } finally {
            engine.remove(name);
        }
    }

    private static String digest(JsonNode base, List<Archive> below, Archive code, Map<String, Object> config) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            all.update((base.path("Id").asText() + "\n" + config + "\n").getBytes(StandardCharsets.UTF_8));
            below.forEach(layer -> all.update((layer.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
            all.update(code.sha256().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
