package io.sockerless.features.runtimespec;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.differential.AcceptedDifferences;
import io.sockerless.features.differential.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Has dockerd and us start the same containers and compares the runtime specifications (OCI runtime-spec, config.md) that
 * both have written for their runtimes. What may differ stands in {@code spec/docker/runtime-differences.md}.
 */
class RuntimeSpecTest {

    @Test
    @Timeout(300)
    void describesContainersAsDockerdDoes() throws Exception {
        for (var kind : DaemonKind.values()) {
            kind.obstacle().ifPresent(why -> {
                System.out.println("RUNTIME SPECIFICATION TEST SKIPPED: " + kind + " cannot run here: " + why);
                assumeTrue(false, why);
            });
        }
        var folder = Files.createTempDirectory("runtime-spec-");
        Files.createFile(folder.resolve("file"));
        Files.createDirectory(folder.resolve("nodes"));
        Programs.run(List.of("mknod", folder.resolve("nodes/one").toString(), "c", "1", "5"));
        var kept = Files.createDirectory(folder.resolve("runtime"));
        SpecReader.spy(kept);
        var cases = SpecCases.all(folder.toString());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ours = threads.submit(() -> specs(DaemonKind.SOCKERLESS, kept, cases));
            var theirs = threads.submit(() -> specs(DaemonKind.DOCKERD, kept, cases));
            judge(ours.get(), theirs.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            Programs.run(List.of("rm", "-rf", folder.toString()));
            // Parents of control groups stay behind, with both daemons.
            var parents = "*/" + folder.getFileName() + "*";
            Programs.run(List.of("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", parents, "-delete"));
        }
    }

    private static Map<String, Map<String, String>> specs(DaemonKind kind, Path kept, List<SpecCase> cases)
            throws IOException {
        var path = Map.of("PATH", kept + ":" + System.getenv("PATH"));
        try (var daemon = Daemon.start(kind, "runtime-spec-" + kind, path)) {
            return new SpecReader(daemon, kept).read(cases);
        }
    }

    private static void judge(Map<String, Map<String, String>> ours, Map<String, Map<String, String>> theirs)
            throws IOException {
        var accepted = AcceptedDifferences.read("docker/runtime-differences.md");
        var open = new ArrayList<Difference>();
        int known = 0;
        for (var id : theirs.keySet()) {
            for (var difference : compared(id, ours.get(id), theirs.get(id))) {
                if (accepted.accepts(difference)) {
                    known++;
                } else {
                    open.add(difference);
                }
            }
        }
        var stale = accepted.stale();
        System.out.printf(
                "Runtime specifications: %d containers, %d accepted differences, %d others, %d stale rows%n",
                theirs.size(), known, open.size(), stale.size());
        assertTrue(
                open.isEmpty(),
                () -> open.stream().map(Difference::toString).collect(Collectors.joining("\n", "\n", "\n")));
        assertTrue(stale.isEmpty(), () -> "runtime-differences.md lists what is no difference any more: " + stale);
    }

    private static List<Difference> compared(String id, Map<String, String> ours, Map<String, String> theirs) {
        if (ours.containsKey("refusal")) {
            return List.of(new Difference(
                    id, "refusal", ours.get("refusal"), theirs.getOrDefault("refusal", "starts the container")));
        }
        var paths = new TreeSet<>(ours.keySet());
        paths.addAll(theirs.keySet());
        return paths.stream()
                .map(path -> new Difference(
                        id, path, ours.getOrDefault(path, "absent"), theirs.getOrDefault(path, "absent")))
                .filter(difference -> !difference.ours().equals(difference.theirs()))
                .toList();
    }
}
