package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.DockerComposeContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Projects of several services, brought up by the composes that are installed. */
class Compose {
    /** Where the suite of docker compose leaves it; the directory of this process is another. */
    private static final Path PLUGIN = Path.of(System.getProperty("external"), "compose/docker-compose");

    private final String word = Busybox.word();

    private Path file;

    @BeforeEach
    void project(@TempDir Path directory) throws Exception {
        file = Files.writeString(directory.resolve("compose.yml"), """
            version: "2.4"
            services:
              store:
                image: busybox
                stop_signal: SIGKILL
                command: sh -c "mkdir /www; echo %s >/www/word; exec httpd -f -p 8080 -h /www"
              front:
                image: busybox
                stop_signal: SIGKILL
                depends_on: [store]
                command: sh -c "mkdir /www; until wget -qO /www/copy http://store:8080/word; do sleep 0.1; done;
                  echo copied; exec httpd -f -p 8080 -h /www"
            """.formatted(word));
    }

    @Test
    @SuppressWarnings("deprecation")
    void version1() throws Exception {
        try (var project = new DockerComposeContainer<>(file.toFile())
                .withExposedService("front_1", 8080, Wait.forHttp("/copy"))) {
            project.start();
            assertEquals(
                    word + "\n", get(project.getServiceHost("front_1", 8080), project.getServicePort("front_1", 8080)));
            var store = project.getContainerByServiceName("store_1").orElseThrow();
            assertEquals(word + "\n", store.execInContainer("cat", "/www/word").getStdout());
        }
    }

    @Test
    void version2() throws Exception {
        assumeTrue(Files.isExecutable(PLUGIN), "scripts/external/prepare compose builds docker compose 2: " + PLUGIN);
        var plugins = Files.createDirectories(Path.of(System.getenv("DOCKER_CONFIG"), "cli-plugins"));
        Files.createSymbolicLink(plugins.resolve("docker-compose"), PLUGIN);
        try (var project = new ComposeContainer(file.toFile())
                .withExposedService("front-1", 8080, Wait.forHttp("/copy"))
                .waitingFor("front-1", Wait.forLogMessage(".*copied.*", 1))) {
            project.start();
            assertEquals(
                    word + "\n", get(project.getServiceHost("front-1", 8080), project.getServicePort("front-1", 8080)));
            assertTrue(
                    project.getContainerByServiceName("store-1").orElseThrow().isRunning());
        }
    }

    private static String get(String host, int port) throws Exception {
        try (var body =
                URI.create("http://" + host + ":" + port + "/copy").toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
