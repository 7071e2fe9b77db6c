package io.sockerless.features.external.testcontainers;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers of the image that all tests use, and words that nobody can know beforehand. */
final class Busybox {
    private static final DockerImageName IMAGE = DockerImageName.parse("busybox:latest");

    private Busybox() {}

    static GenericContainer<?> running(String script) {
        return new GenericContainer<>(IMAGE).withCommand("sh", "-c", script);
    }

    /** Does nothing until it is stopped, and then at once. */
    static GenericContainer<?> idle() {
        return running("trap 'exit 0' TERM; while :; do sleep 0.1; done");
    }

    /** Serves the word as /word by HTTP at port 8080. */
    static GenericContainer<?> serving(String word) {
        return running("mkdir -p /www && echo " + word + " >/www/word && exec httpd -f -p 8080 -h /www")
                .withExposedPorts(8080);
    }

    static String word() {
        var bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "w" + HexFormat.of().formatHex(bytes);
    }
}
