package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's quick starts of the simulated cloud, as they stand there, but for the address and the word that they say. */
@Tag("external")
class QuickStartsTest {
    private static final String ADDRESS = "127.0.0.1:4566";
    private static final String WORD = "hello";

    @TempDir
    static Path place;

    private static Daemon daemon;
    private static SimulatorProcess cloud;
    private static List<String> blocks;

    /** What no earlier run can have said. */
    private final String nonce = "n" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("QUICK STARTS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "quick-starts");
        cloud = SimulatorProcess.beside(daemon, Files.createDirectory(place.resolve("cloud")));
        blocks = Pattern.compile("(?ms)^```sh\n(.*?)^```$")
                .matcher(Files.readString(Root.path().resolve("README.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @AfterAll
    static void stop() throws IOException {
        try (var closing = daemon;
                var also = cloud) {
            assertTrue(closing != null || also == null);
        }
    }

    /** Runs the only block with these words, after that which says where the cloud is; tells what it printed. */
    private String printed(String words) throws Exception {
        var script = new ArrayList<>(List.of("set -euo pipefail"));
        for (var mark : List.of("export AWS_ENDPOINT_URL", words)) {
            var found = blocks.stream().filter(one -> one.contains(mark)).toList();
            assertEquals(1, found.size(), mark);
            assertTrue(mark.startsWith("export") || found.getFirst().contains(WORD), mark);
            script.add(found.getFirst()
                    .replace(ADDRESS, cloud.uri().getAuthority())
                    .replaceAll("\\b" + WORD + "\\b", nonce));
        }
        var directory = Files.createTempDirectory(place, "run-");
        var program = new ProcessBuilder(
                daemon.machine().inside(directory, List.of("bash", "-c", String.join("\n", script))));
        program.directory(directory.toFile());
        program.environment().put("DOCKER_HOST", daemon.host());
        program.environment().put("DOCKER_CONFIG", directory.resolve("docker").toString());
        var said = EcsRig.said(new byte[0], program);
        assertEquals(0, said.code(), said::toString);
        return said.out();
    }

    private static String last(String printed) {
        return printed.lines().toList().getLast();
    }

    @Test
    void tasks() throws Exception {
        var lines = printed("aws ecs run-task").lines().toList();
        assertTrue(lines.getLast().matches(nonce + " from \\S+"), lines::toString);
        assertEquals("3", lines.get(lines.size() - 2));
    }

    @Test
    void logs() throws Exception {
        assertEquals("ERROR " + nonce, last(printed("aws logs filter-log-events")));
    }

    @Test
    void objects() throws Exception {
        var printed = printed("aws s3 mb");
        assertEquals(nonce, last(printed));
        assertTrue(printed.contains(nonce.length() + 1 + " notes/note.txt\n"), printed);
    }

    @Test
    void images() throws Exception {
        assertEquals(nonce + ", image", last(printed("aws ecr get-login-password")));
    }

    @Test
    void functions() throws Exception {
        assertEquals("{\"" + nonce + "\": \"world\"}", last(printed("aws lambda create-function")));
    }
}
