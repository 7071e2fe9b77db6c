package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.registry.RegistryProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OCI's conformance tests of registries, all that there is of version 1.1 of the spec: pull, push, discovery, content
 * management. Debian's docker-registry 2.8 is older than that, so it is only told beside.
 */
@Tag("external")
class DistributionSpecTest {
    private static final String SUITE = "distribution-spec";
    private static final Path BINARY =
            Path.of("target/external", SUITE, "conformance").toAbsolutePath();

    /** Also what the spec only recommends. */
    private static final Map<String, String> EVERYTHING = Map.of(
            "OCI_TLS", "disabled",
            "OCI_VERSION", "1.1",
            "OCI_API_BLOBS_UPLOAD_CANCEL", "true",
            "OCI_API_BLOBS_DIGEST_HEADER", "true",
            "OCI_API_MANIFESTS_DIGEST_HEADER", "true");

    @TempDir
    Path place;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everythingPasses() throws Exception {
        SuiteResult ours;
        try (var registry = RegistryProcess.start(place.resolve("state"))) {
            ours = run(registry.address(), place.resolve("ours"));
        }
        try (var other = DebianRegistry.start(place.resolve("debian"))) {
            var theirs = run(other.address(), place.resolve("theirs"));
            System.out.printf(
                    "docker-registry 2.8 passes %d of %d%n",
                    theirs.passed().size(), theirs.outcomes().size());
            assertTrue(!theirs.passed().isEmpty(), "nothing passes on docker-registry: the suite did not run");
            assertTrue(theirs.failures().size() > 20, "docker-registry fails nothing: the report is not understood");
        }
        Comparison.publishOurs(SUITE, ours);
        assertEquals(Map.of(), ours.failures());
        assertTrue(ours.passed().size() > 350, () -> "only " + ours.passed().size() + " tests passed");
        var skipped = ours.outcomes().entrySet().stream()
                .filter(e -> e.getValue() != Outcome.PASSED)
                .map(Map.Entry::getKey)
                // Of the next version of the spec, and what a registry need not take.
                .filter(test -> !test.contains("Sparse") && !test.contains("ag Param") && !test.contains("tag param"))
                .toList();
        assertEquals(List.of(), skipped);
    }

    private static SuiteResult run(String address, Path results) throws Exception {
        var environment = new HashMap<>(EVERYTHING);
        environment.put("OCI_REGISTRY", address);
        environment.put("OCI_RESULTS_DIR", results.toString());
        Files.createDirectories(results);
        var builder = new ProcessBuilder(BINARY.toString())
                .directory(results.toFile())
                .redirectErrorStream(true)
                .redirectOutput(results.resolve("log").toFile());
        builder.environment().putAll(environment);
        builder.start().waitFor();
        return JUnitReport.read(results.resolve("junit.xml"), ".OCI Conformance Test/");
    }
}
