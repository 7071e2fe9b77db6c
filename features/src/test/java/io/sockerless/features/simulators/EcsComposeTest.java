package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.simulators.EcsRig.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docker compose, our daemon with the driver ecs and the simulated cloud: a web server and its database as two tasks. */
@Tag("external")
class EcsComposeTest {
    private static final Path COMPOSE =
            Path.of("target/external/compose/docker-compose").toAbsolutePath();

    @TempDir
    static Path place;

    private static EcsRig rig;

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("COMPOSE ON ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        rig = EcsRig.start("ecs-compose", place, "file-system");
    }

    @AfterAll
    static void stop() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    private static Said compose(String... words) throws Exception {
        var command = new ArrayList<>(List.of(COMPOSE.toString(), "-p", "shop"));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).directory(place.toFile());
        process.environment().put("DOCKER_HOST", rig.daemon().host());
        var said = EcsRig.said(new byte[0], process);
        assertEquals(0, said.code(), said::toString);
        return said;
    }

    /**
     * The database answers each connection with what its volume has; the web server asks it by its name for each page.
     */
    @Test
    void aWebServerAndItsDatabaseAreTwoTasks() throws Exception {
        Files.writeString(place.resolve("compose.yaml"), """
                services:
                  web:
                    image: busybox
                    command:
                      - sh
                      - -c
                      - |
                        mkdir -p /www/cgi-bin
                        printf '#!/bin/sh\\necho\\nnc -w 5 db 5432 </dev/null\\n' > /www/cgi-bin/page
                        chmod +x /www/cgi-bin/page
                        exec httpd -f -p 8080 -h /www
                    ports: ["127.0.0.1::8080"]
                    depends_on:
                      db: {condition: service_healthy}
                  db:
                    image: busybox
                    environment: {ROW: "%s"}
                    command:
                      - sh
                      - -c
                      - |
                        test -e /data/row || echo $$ROW > /data/row
                        exec nc -ll -p 5432 -e cat /data/row
                    volumes: ["rows:/data"]
                    healthcheck: {test: ["CMD", "test", "-e", "/data/row"], interval: 1s, start_period: 30s}
                volumes:
                  rows:
                """.formatted(nonce));
        compose("up", "-d");
        assertEquals(2, tasks());
        var address = compose("port", "web", "8080").out().strip();
        assertEquals(nonce, page(address));
        assertEquals(
                nonce, compose("exec", "-T", "db", "cat", "/data/row").out().strip());
        assertEquals(
                "8080",
                compose("exec", "-T", "web", "sh", "-c", "tr '\\0' '\\n' < /proc/$(pidof httpd)/cmdline | grep 80")
                        .out()
                        .strip());
        compose("exec", "-T", "db", "sh", "-c", "echo two-" + nonce + " > /data/row");
        assertEquals("two-" + nonce, page(address));
        compose("restart", "db");
        assertEquals("two-" + nonce, page(address));
        compose("down", "-v", "-t", "2");
        assertEquals(0, tasks());
        assertEquals("", rig.docker("volume", "ls", "-q"));
    }

    private static String page(String address) throws IOException {
        return rig.inside("sh", "-c", EcsRig.retried("curl -sf http://" + address + "/cgi-bin/page"))
                .strip();
    }

    /** How many of the service's tasks shall run. */
    private static int tasks() throws IOException {
        var all = rig.text("ecs", "list-tasks", "--desired-status", "RUNNING", "--query", "length(taskArns)");
        assertTrue(all.matches("\\d+"), all);
        return Integer.parseInt(all);
    }
}
