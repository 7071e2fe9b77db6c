package io.sockerless.features.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Makes the calls of the table on us alone, with the newest version, and holds every answer against Docker's own
 * description of that version. What may differ stands in {@code spec/docker/description-differences.md}.
 */
class DescriptionTest {
    private static final String VERSION = "/v1.51";

    @Test
    @Timeout(240)
    void answersAsDockerDescribes() throws IOException {
        var file = Path.of(System.getProperty("docker.api.description", ""));
        skipUnless(Files.isRegularFile(file), "Docker's description is not at " + file);
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> skipUnless(false, why));
        var description = ApiDescription.read(file);
        var found = new ArrayList<Difference>();
        var operations = new TreeSet<String>();
        int answers = 0;
        try (var daemon = Daemon.start(DaemonKind.SOCKERLESS, "description")) {
            for (var answer : new Session(daemon, VERSION).run(CallTable.all()).values()) {
                var words = answer.sent().lines().findFirst().orElseThrow().split(" ", 2);
                var path = words[1].replaceFirst("\\?.*", "");
                if (!path.startsWith(VERSION + "/")) {
                    continue;
                }
                var operation = description.operation(words[0], path.substring(VERSION.length()));
                if (operation.isPresent()) {
                    answers++;
                    operations.add(operation.get().id());
                    found.addAll(Conformance.of(description, operation.get(), answer));
                }
            }
        }
        judge(found, operations.size(), answers);
    }

    private static void skipUnless(boolean possible, String why) {
        if (!possible) {
            System.out.println("DESCRIPTION TEST SKIPPED: " + why);
        }
        assumeTrue(possible, why);
    }

    private static void judge(List<Difference> found, int operations, int answers) throws IOException {
        var accepted = AcceptedDifferences.read("docker/description-differences.md");
        var open = new HashSet<>(found);
        open.removeIf(accepted::accepts);
        var stale = accepted.stale();
        System.out.printf(
                "Description: %d answers of %d operations, %d differences of which %d are not accepted, %d stale rows%n",
                answers, operations, new HashSet<>(found).size(), open.size(), stale.size());
        assertTrue(operations >= 50, "only " + operations + " operations were called");
        assertTrue(
                open.isEmpty(),
                () -> open.stream().map(Difference::toString).sorted().collect(Collectors.joining("\n", "\n", "\n")));
        assertEquals(List.of(), stale, "description-differences.md lists what is no difference any more");
    }
}
