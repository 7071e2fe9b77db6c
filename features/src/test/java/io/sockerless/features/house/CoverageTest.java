package io.sockerless.features.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sockerless.features.daemons.Root;
import io.sockerless.frontends.docker.DockerRoutes;
import io.sockerless.frontends.docker.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code spec/docker/coverage.csv} says what is, in both directions: routes, scenarios, Docker's description. */
class CoverageTest {
    private static final Pattern TAG = Pattern.compile("@op:([A-Za-z]+)");
    private static final Set<String> STATUSES = Set.of("served", "refused");

    private record Row(String operationId, String method, String path, String status, String features, String note) {
        static Row of(String line) {
            var cells = line.split(",", 6);
            assertEquals(6, cells.length, line);
            return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5].replace("\"", ""));
        }

        String call() {
            return method + " " + path;
        }
    }

    private static Map<String, Row> rows() throws IOException {
        return Files.readAllLines(Root.path().resolve("spec/docker/coverage.csv")).stream()
                .skip(1)
                .map(Row::of)
                .collect(Collectors.toMap(Row::operationId, Function.identity()));
    }

    @Test
    void everyRouteHasItsRowAndEveryRowItsRoute() throws IOException {
        var listed = new TreeMap<String, String>();
        rows().values().forEach(row -> listed.put(row.operationId(), row.call() + " " + row.status()));
        var routed = new TreeMap<String, String>();
        for (Operation operation : DockerRoutes.operations()) {
            routed.put(
                    operation.operationId(),
                    operation.method() + " " + operation.path() + (operation.served() ? " served" : " refused"));
        }
        assertEquals(listed, routed);
    }

    @Test
    void everyServedOperationHasScenariosAndEveryRefusalAReason() throws IOException {
        for (var row : rows().values()) {
            assertTrue(STATUSES.contains(row.status()), row::toString);
            assertFalse(row.status().equals("served") && row.features().isEmpty(), () -> row + " has no scenario");
            assertFalse(row.status().equals("refused") && row.note().isEmpty(), () -> row + " has no reason");
            for (var feature :
                    row.features().isEmpty() ? new String[0] : row.features().split(" ")) {
                var text = Files.readString(Root.path().resolve("features").resolve(feature));
                assertTrue(text.contains("@op:" + row.operationId()), () -> feature + " has no " + row.operationId());
            }
        }
    }

    @Test
    void everyScenarioNamesOperationsThatThereAre() throws IOException {
        var known = rows().keySet();
        var named = new TreeSet<String>();
        try (Stream<Path> features = Files.list(Root.path().resolve("features/docker"))) {
            for (var feature : features.toList()) {
                Matcher tags = TAG.matcher(Files.readString(feature));
                while (tags.find()) {
                    named.add(tags.group(1));
                }
            }
        }
        named.removeAll(known);
        assertTrue(named.isEmpty(), () -> "unknown operations: " + named);
    }

    @Test
    void theOperationsAreThoseOfDockersDescription() throws IOException {
        var file = Path.of(System.getProperty("docker.api.description", ""));
        if (!Files.isRegularFile(file)) {
            System.out.println("SKIPPED: Docker's description of its API is not at " + file);
        }
        assumeTrue(Files.isRegularFile(file), "no description of Docker's API at " + file);
        JsonNode paths = new YAMLMapper().readTree(file.toFile()).path("paths");
        var described = new TreeMap<String, String>();
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (method.getValue().has("operationId")) {
                        described.put(
                                method.getValue().path("operationId").asText(),
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        described.put("Grpc", "POST /grpc"); // Docker serves it all the same: BuildKit's API
        var listed = new TreeMap<String, String>();
        rows().values().forEach(row -> listed.put(row.operationId(), row.call()));
        assertEquals(described, listed);
    }
}
