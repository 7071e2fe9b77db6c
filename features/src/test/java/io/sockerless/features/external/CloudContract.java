package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import io.sockerless.features.simulators.EcsRig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of drivers, on one at the simulated cloud, whose containers run at a daemon of ours. It runs in a process of
 * its own, on the machine where that cloud is. What Amazon cannot do is in {@code spec/aws/contract-exceptions.md};
 * those tests run, too, and if one of them passes its row is stale.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CloudContract {
    private static final List<String> CONTRACTS =
            List.of("Exec", "Files", "Lifecycle", "Logs", "Recovery", "Streams", "Truth");

    private final String driver;
    private final String prefix;
    private final int least;
    private AcceptedDifferences exceptions;
    private SuiteResult result;

    /**
     * @param driver its id, which the package of its suites begins with
     * @param prefix of the suites' names
     * @param least how many tests pass at least
     */
    CloudContract(String driver, String prefix, int least) {
        this.driver = driver;
        this.prefix = prefix;
        this.least = least;
    }

    /** What the driver is told, {@code NAME=VALUE}. */
    abstract List<String> settings(EcsRig rig, String repository) throws IOException;

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void run(@TempDir Path place) throws IOException, InterruptedException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("CONTRACT ON " + driver + " SKIPPED: " + why);
            assumeTrue(false, why);
        });
        exceptions = AcceptedDifferences.read("aws/contract-exceptions.md");
        try (var rig = EcsRig.cloud(driver + "-contract", place)) {
            var environment = new HashMap<>(rig.environment());
            environment.put(CloudSubject.SETTINGS, String.join("\n", settings(rig, rig.repository("contract"))));
            result = new ForkedTests(rig.below(), driver + "-contract", environment).junit(driver + "contract");
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
                            .reason(new Difference(driver, name(test), result.told(test), "passes"))
                            .orElseThrow(() -> new AssertionError(result.told(test)));
                    System.out.println(
                            "NOT ON " + driver + ": " + name(test) + ": " + why + " (" + result.told(test) + ")");
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
        assertEquals(CONTRACTS.stream().map(prefix::concat).toList(), List.copyOf(ran));
        assertTrue(result.passed().size() >= least, () -> result.passed().size() + " passed");
    }

    @Test
    void noExceptionIsStale() {
        result.outcomes().keySet().stream()
                .filter(test -> result.of(test) != Outcome.PASSED)
                .forEach(test -> exceptions.accepts(new Difference(driver, name(test), result.told(test), "passes")));
        assertEquals(List.of(), exceptions.stale(driver), "contract-exceptions.md lists what passes");
    }
}
