package io.sockerless.features.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sends the same requests in the same order to us and to dockerd and compares status, headers, shapes and messages.
 * The answers of both stay in {@code target/answers/<version>/<daemon>}. With {@code -Ddifferential=dockerd} only dockerd is
 * asked, for its recorded answers.
 */
@Order(1)
class DifferentialTest {
    /** The oldest that we serve, and the newest that this dockerd does. */
    private static final List<String> VERSIONS = List.of("/v1.24", "/v1.41");

    private record Run(Map<String, Answer> answers, Normal normal) {}

    @Test
    void theTableIsLargeAndItsIdsAreUnique() {
        var ids = CallTable.all().stream().flatMap(DifferentialTest::withInner).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size(), "an id stands twice");
        assertTrue(ids.size() >= 150, "only " + ids.size() + " calls");
    }

    /** Two minutes where nothing else runs. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void answersAsDockerdDoes() throws Exception {
        var alone = "dockerd".equals(System.getProperty("differential"));
        var kinds = alone ? List.of(DaemonKind.DOCKERD) : List.of(DaemonKind.SOCKERLESS, DaemonKind.DOCKERD);
        for (var kind : kinds) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("DIFFERENTIAL TEST SKIPPED: " + kind + " cannot run here: " + why);
                assumeTrue(false, why);
            });
        }
        var accepted = AcceptedDifferences.read();
        var open = new ArrayList<Difference>();
        for (var version : VERSIONS) {
            var runs = run(kinds, version);
            if (!alone) {
                open.addAll(judge(version, runs.get(0), runs.get(1), accepted));
            }
        }
        if (!alone) {
            assertTrue(
                    open.isEmpty(),
                    () -> open.stream().map(Difference::toString).collect(Collectors.joining("\n", "\n", "\n")));
            assertTrue(
                    accepted.stale().isEmpty(),
                    () -> "differences.md lists what is no difference any more: " + accepted.stale());
        }
    }

    /** Side by side, since most of the time is spent in waiting. */
    private static List<Run> run(List<DaemonKind> kinds, String version) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Run>();
            for (var run : threads.invokeAll(kinds.stream()
                    .map(kind -> (Callable<Run>) () -> run(kind, version))
                    .toList())) {
                runs.add(run.get());
            }
            return runs;
        }
    }

    private static Run run(DaemonKind kind, String version) {
        try (var target = Daemon.start(kind, "differential-" + kind)) {
            var answers = new Session(target, version).run(CallTable.all());
            AnswerBook.write(Path.of("target/answers" + version, kind.toString()), answers.values());
            return new Run(answers, new Normal(target));
        }
    }

    private static List<Difference> judge(String version, Run ours, Run theirs, AcceptedDifferences accepted) {
        var open = new ArrayList<Difference>();
        int known = 0;
        for (var id : theirs.answers().keySet()) {
            var differences = Comparison.of(
                    ours.answers().get(id), ours.normal(), theirs.answers().get(id), theirs.normal());
            for (var difference : differences) {
                if (accepted.accepts(difference)) {
                    known++;
                } else {
                    open.add(difference);
                }
            }
        }
        System.out.printf(
                "Differential at %s: %d calls, %d accepted differences, %d others in %d calls%n",
                version,
                theirs.answers().size(),
                known,
                open.size(),
                open.stream().map(Difference::call).distinct().count());
        return open;
    }

    private static Stream<String> withInner(Call call) {
        return Stream.concat(Stream.of(call.id()), call.meanwhile().stream().flatMap(DifferentialTest::withInner));
    }
}
