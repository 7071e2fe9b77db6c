package io.sockerless.drivers.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scripts are run by dash and by this shell, one after the other at the same place: they answer the same. */
class DashTest {
    private static final Path DASH = Path.of("/usr/bin/dash");
    private static final String SCRIPT = "script.sh";

    @TempDir
    private Path temp;

    private record Answer(int code, String out, String err) {}

    @TestFactory
    Stream<DynamicTest> answersAsDash() throws IOException, URISyntaxException {
        if (!Files.isExecutable(DASH)) {
            System.out.println("DashTest is skipped: there is no " + DASH + " to compare with");
        }
        assumeTrue(Files.isExecutable(DASH), "no " + DASH);
        URL folder = DashTest.class.getResource("/scripts");
        assertNotNull(folder);
        try (Stream<Path> all = Files.list(Path.of(folder.toURI()))) {
            List<Path> scripts = all.sorted().toList();
            assertTrue(scripts.size() >= 60, () -> scripts.size() + " scripts");
            return scripts.stream()
                    .map(script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> compare(script)));
        }
    }

    private void compare(Path script) throws Exception {
        Answer dash = at(script, this::dash);
        Answer ours = at(script, this::ours);
        assertEquals(told(dash), told(ours));
    }

    private static String told(Answer it) {
        return "exit code " + it.code + "\n--- out\n" + it.out + "--- err\n" + it.err;
    }

    private interface Run {
        int at(Path directory, Path out, Path err) throws Exception;
    }

    private Answer at(Path script, Run run) throws Exception {
        Path directory = Files.createDirectory(temp.resolve("at"));
        Files.copy(script, directory.resolve(SCRIPT));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Files.writeString(out, "");
        Files.writeString(err, "");
        int code = run.at(directory, out, err);
        Answer answer = new Answer(
                code,
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        return answer;
    }

    private List<String> environment(Path directory) {
        return List.of("PATH=/usr/bin:/bin", "HOME=" + directory, "LC_ALL=C", "PWD=" + directory);
    }

    private int dash(Path directory, Path out, Path err) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(DASH.toString(), SCRIPT, "one", "two words", "")
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        builder.environment().clear();
        for (String entry : environment(directory)) {
            int equals = entry.indexOf('=');
            builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        Process process = builder.start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "dash has not ended");
        return process.exitValue();
    }

    private int ours(Path directory, Path out, Path err) throws Exception {
        Path pipes = Files.createTempDirectory(temp, "pipes");
        HostWorld world = new HostWorld(pipes);
        SortedMap<Integer, io.sockerless.drivers.shell.Stream> descriptors = new TreeMap<>();
        descriptors.put(0, open(world, Path.of("/dev/null"), true));
        descriptors.put(1, open(world, out, false));
        descriptors.put(2, open(world, err, false));
        try (Shell shell = new Shell(world, environment(directory), directory.toString(), descriptors)) {
            CompletableFuture<Integer> code = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    int result = shell.run(List.of("sh", SCRIPT, "one", "two words", ""));
                    shell.awaitJobs();
                    code.complete(result < 0 ? 128 - result : result);
                } catch (InterruptedException | RuntimeException e) {
                    code.completeExceptionally(e);
                }
            });
            return code.get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("so far: " + Files.readString(out) + Files.readString(err), e);
        }
    }

    private static io.sockerless.drivers.shell.Stream open(World world, Path path, boolean reads) throws IOException {
        return world.files()
                .open(path.toString(), new FileView.Opening(reads, !reads, false, false, false, !reads), 0);
    }
}
