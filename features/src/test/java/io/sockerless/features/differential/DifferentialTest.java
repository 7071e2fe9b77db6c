package io.sockerless.features.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Sends the same requests in the same order to us and to dockerd and compares status, headers, shapes and messages.
 * The answers of both stay in {@code target/answers/<target>}. With {@code -Ddifferential=dockerd} only dockerd is
 * asked, for its recorded answers.
 */
class DifferentialTest {
    private record Run(Map<String, Answer> answers, Normal normal) {}

    @Test
    void theTableIsLargeAndItsIdsAreUnique() {
        var ids = CallTable.all().stream().flatMap(DifferentialTest::withInner).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size(), "an id stands twice");
        assertTrue(ids.size() >= 150, "only " + ids.size() + " calls");
    }

    @Test
    void answersAsDockerdDoes() throws Exception {
        var alone = "dockerd".equals(System.getProperty("differential"));
        var kinds = alone ? List.of(DaemonKind.DOCKERD) : List.of(DaemonKind.SOCKERLESS, DaemonKind.DOCKERD);
        for (var kind : kinds) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("DIFFERENTIAL TEST SKIPPED: " + kind + " cannot run here: " + why);
                assumeTrue(false, why);
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = kinds.stream()
                    .map(kind -> threads.submit((Callable<Run>) () -> run(kind)))
                    .toList();
            if (!alone) {
                judge(runs.get(0).get(), runs.get(1).get());
            } else {
                runs.getFirst().get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Run run(DaemonKind kind) {
        try (var target = Daemon.start(kind, "differential-" + kind)) {
            var answers = new Session(target).run(CallTable.all());
            AnswerBook.write(Path.of("target/answers/" + kind), answers.values());
            return new Run(answers, new Normal(target));
        }
    }

    private static void judge(Run ours, Run theirs) throws IOException {
        var accepted = AcceptedDifferences.read();
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
        var stale = accepted.stale();
        System.out.printf(
                "Differential: %d calls, %d accepted differences, %d others in %d calls, %d stale rows%n",
                theirs.answers().size(),
                known,
                open.size(),
                open.stream().map(Difference::call).distinct().count(),
                stale.size());
        assertTrue(
                open.isEmpty(),
                () -> open.stream().map(Difference::toString).collect(Collectors.joining("\n", "\n", "\n")));
        assertTrue(stale.isEmpty(), () -> "differences.md lists what is no difference any more: " + stale);
    }

    private static Stream<String> withInner(Call call) {
        return Stream.concat(Stream.of(call.id()), call.meanwhile().stream().flatMap(DifferentialTest::withInner));
    }
}
