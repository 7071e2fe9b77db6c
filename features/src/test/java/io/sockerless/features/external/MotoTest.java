package io.sockerless.features.external;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * moto 5.2.1's tests in server mode of the services that are simulated, on moto's own server and on us: those of files whose
 * path has a SHA-256 that ends in an even digit. What passes there passes here, but for {@code spec/aws/moto-differences.md};
 * and whatever we answer them is as botocore's models of the services have it.
 */
@Tag("external")
@Order(1)
class MotoTest {
    static final List<String> SERVICES = List.of("ecr", "ecs", "iam", "logs", "s3", "secretsmanager", "ssm", "sts");

    /** Both run side by side, for some two minutes. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatPassesOnMotosServerPassesHere() throws Exception {
        MotoRun theirs;
        MotoRun ours;
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = both.submit(MotoRun::ofTheirServer);
            ours = MotoRun.ofOurs();
            theirs = first.get();
        }
        var table = table(theirs, ours);
        System.out.println(table);
        Files.writeString(MotoRun.PLACE.resolve("table.md"), table);
        assertTrue(
                theirs.faults().size() > ours.faults().size(),
                "moto's server does answer what the models do not have; the check must find it");
        assertEquals(Map.of(), ours.faults(), "what the models of botocore do not have, and a test that gets it");
        judge(theirs, ours);
    }

    private static String table(MotoRun theirs, MotoRun ours) {
        var rows = new StringBuilder("""
                | service | passed by moto_server | of these, passed by Sockerless | ratio |
                |---|---|---|---|
                """);
        SERVICES.forEach(service -> rows.append(row(service, "test_" + service + ".", theirs, ours)));
        rows.append(row("all", "", theirs, ours));
        var inside =
                theirs.result().passed().stream().filter(not(theirs::asked)).count();
        return rows
                + "\nNot counted: %d tests that ask no server. Answers compared with botocore's models: %d of moto_server with %d kinds of fault, %d of Sockerless with %d.\n"
                        .formatted(
                                inside,
                                theirs.checked(),
                                theirs.faults().size(),
                                ours.checked(),
                                ours.faults().size());
    }

    private static String row(String name, String prefix, MotoRun theirs, MotoRun ours) {
        var passed = theirs.passed().filter(test -> test.startsWith(prefix)).toList();
        assertTrue(!passed.isEmpty(), "nothing passes on moto's server: there was nothing to compare with: " + name);
        var here = passed.stream()
                .filter(test -> ours.result().of(test) == Outcome.PASSED)
                .count();
        return "| %s | %d | %d | %d %% |%n".formatted(name, passed.size(), here, 100 * here / passed.size());
    }

    private static void judge(MotoRun theirs, MotoRun ours) throws IOException {
        var accepted = AcceptedDifferences.read("aws/moto-differences.md");
        var open = theirs.passed()
                .filter(test -> ours.result().of(test) != Outcome.PASSED)
                .map(test -> new Difference("moto", test, ours.result().told(test), "passes"))
                .filter(difference -> !accepted.accepts(difference))
                .map(difference -> difference.path() + ": " + difference.ours())
                .collect(Collectors.joining("\n"));
        assertEquals("", open, "passed by moto's server only");
        assertEquals(List.of(), accepted.stale(), "moto-differences.md lists what is no difference any more");
    }
}
