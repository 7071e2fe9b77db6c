package io.sockerless.features.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Root;
import io.sockerless.simulators.aws.AwsSimulator;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/aws/coverage.csv} says which operations of AWS are simulated, and which test has shown it. */
class AwsCoverageTest {
    private static final String TESTS = "features/src/test/java/io/sockerless/features/simulators";

    @TempDir
    Path place;

    private record Row(String service, String operation, String test) {
        static Row of(String line) {
            var cells = line.split(",", -1);
            assertEquals(3, cells.length, line);
            return new Row(cells[0], cells[1], cells[2]);
        }
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(Root.path().resolve("spec/aws/coverage.csv")).stream()
                .skip(1)
                .map(Row::of)
                .toList();
    }

    @Test
    void everyOperationHasItsRowAndEveryRowItsOperation() throws IOException {
        var served = new TreeSet<String>();
        var state = State.open(place);
        var engine = DockerEngine.at("unix:///nowhere/docker.sock");
        var cloud = new AwsSimulator(state, engine, Optional.empty(), Clock.systemUTC());
        try {
            cloud.services()
                    .forEach(service ->
                            service.served().forEach(operation -> served.add(service.name() + " " + operation)));
            cloud.restServices()
                    .forEach(service ->
                            service.served().forEach(operation -> served.add(service.name() + " " + operation)));
        } finally {
            cloud.close();
            state.close();
        }
        var listed = new TreeSet<String>();
        for (var row : rows()) {
            // S3 knows its operations by method and path, not by name.
            if (!row.service().equals("s3")) {
                assertTrue(listed.add(row.service() + " " + row.operation()), () -> row + " is there twice");
            }
        }
        assertEquals(served, listed);
    }

    /** The source of a test, with what it has its calls made by. */
    private static String text(String test) throws IOException {
        var tests = Root.path().resolve(TESTS);
        var text = Files.readString(tests.resolve(test + ".java"));
        for (var world : List.of("EcsWorld", "EventsWorld", "LambdaWorld", "CloudWatchWorld", "CodeBuildScenario")) {
            if (text.contains(world)) {
                text += Files.readString(tests.resolve(world + ".java"));
            }
        }
        return text;
    }

    @Test
    void theTestThatIsNamedCallsTheOperation() throws IOException {
        for (var row : rows()) {
            // Terraform's are in no source of ours: that test looks for them in the simulator's log of requests.
            if (!row.test().isEmpty() && !row.test().equals("TerraformTest")) {
                var text = text(row.test());
                var call = row.operation().substring(0, 1).toLowerCase(Locale.ROOT)
                        + row.operation().substring(1);
                assertTrue(text.contains("." + call), () -> row.test() + " has no " + call);
            }
        }
    }
}
