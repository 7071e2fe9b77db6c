package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import io.sockerless.features.external.ecscontract.EcsSubject;
import io.sockerless.features.simulators.EcsRig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of drivers, on the driver ecs at the simulated cloud, whose tasks run at a daemon of ours. It runs in a
 * process of its own, on the machine where that cloud is. What Amazon cannot do is in {@code spec/aws/contract-exceptions.md};
 * those tests run, too, and if one of them passes its row is stale.
 */
@Tag("external")
@Order(1)
class EcsContractTest {
    private static final String DRIVER = "ecs";
    private static final Set<String> CONTRACTS =
            Set.of("EcsExec", "EcsFiles", "EcsLifecycle", "EcsLogs", "EcsRecovery", "EcsStreams", "EcsTruth");

    @TempDir
    static Path place;

    private static AcceptedDifferences exceptions;
    private static SuiteResult result;

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    static void run() throws IOException, InterruptedException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("CONTRACT ON ECS SKIPPED: " + why);
            assumeTrue(false, why);
        });
        exceptions = AcceptedDifferences.read("aws/contract-exceptions.md");
        try (var rig = EcsRig.cloud("ecs-contract", place)) {
            var environment = new HashMap<>(rig.environment());
            environment.put(EcsSubject.SETTINGS, String.join("\n", rig.settings(rig.repository("contract"))));
            result = new ForkedTests(rig.below(), "ecs-contract", environment).junit("ecscontract");
        }
    }

    @TestFactory
    Stream<DynamicTest> passesButForWhatTheCloudCannotDo() {
        return result.outcomes().keySet().stream()
                .map(test -> dynamicTest(test, () -> {
                    if (result.of(test) == Outcome.PASSED) {
                        return;
                    }
                    var why = exceptions
                            .reason(new Difference(DRIVER, name(test), result.told(test), "passes"))
                            .orElseThrow(() -> new AssertionError(result.told(test)));
                    System.out.println("NOT ON ECS: " + name(test) + ": " + why + " (" + result.told(test) + ")");
                    abort(why);
                }));
    }

    /** Without what tells runs of one method apart. */
    private static String name(String test) {
        return test.replaceAll("\\(.*", "");
    }

    @Test
    void allOfTheContractRan() {
        var ran = result.outcomes().keySet().stream()
                .map(test -> test.substring(0, test.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(CONTRACTS), ran);
        assertTrue(result.passed().size() > 70, () -> result.passed().size() + " passed");
    }

    @Test
    void noExceptionIsStale() {
        result.outcomes().keySet().stream()
                .filter(test -> result.of(test) != Outcome.PASSED)
                .forEach(test -> exceptions.accepts(new Difference(DRIVER, name(test), result.told(test), "passes")));
        assertEquals(java.util.List.of(), exceptions.stale(), "contract-exceptions.md lists what passes");
    }
}
