package io.sockerless.drivers.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.DriverContract;
import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.Tar;
import io.sockerless.drivers.contract.TestContainer;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No path of a guest's leads out of its root, whatever links its image, its archives, its volumes and it itself make. */
class EscapeTest extends DriverContract {
    @TempDir
    Path outside;

    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }

    private Run guest(TaskSpec spec) throws Exception {
        var task = driver.prepare(spec);
        try (var attachment = task.attach(OUTPUTS)) {
            return finish(task, attachment);
        }
    }

    private static ByteArrayInputStream links(String... pairs) {
        Tar tar = new Tar();
        for (int i = 0; i < pairs.length; i += 2) {
            tar.link(pairs[i], pairs[i + 1]);
        }
        return new ByteArrayInputStream(tar.bytes());
    }

    private TaskSpec with(String script, String... links) {
        TaskSpec spec = create(TestContainer.script(script));
        ((HasFiles) driver).tarIn(spec.id(), "/tmp", false, true, links(links));
        return spec;
    }

    @Test
    void readsThroughLinksStayInside() throws Exception {
        String secret = UUID.randomUUID().toString();
        Path file = Files.writeString(outside.resolve("secret"), secret);
        Path beside = Files.writeString(Path.of("beside-" + secret), secret);
        try {
            Run run = guest(with(
                    "cat /tmp/file /tmp/dir/secret /tmp/relative /tmp/dots /tmp/../../../../.." + file
                            + "; ls /tmp/dir",
                    "file",
                    file.toString(),
                    "dir",
                    outside.toString(),
                    "relative",
                    beside.toString(),
                    "dots",
                    "../../../../../../../../.." + file));
            assertEquals(1, run.exit().code(), run.stderr());
            assertFalse((run.stdout() + run.stderr()).contains(secret), run.stdout());
            assertEquals(5, run.stderr().split("No such file or directory", -1).length - 2, run.stderr());
        } finally {
            Files.delete(beside);
        }
    }

    @Test
    void linksMeanWhatTheyMeanInsideTheRoot() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Run run = guest(with(
                "echo " + nonce + " > /root/there; cat /tmp/absolute /tmp/relative /tmp/dots; readlink /tmp/dots",
                "absolute",
                "/root/there",
                "relative",
                "../root/there",
                "dots",
                "../../../root/there"));
        assertEquals((nonce + "\n").repeat(3) + "../../../root/there\n", run.stdout());
    }

    @Test
    void writesThroughLinksStayInside() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Path file = Files.writeString(outside.resolve("file"), "kept");
        TaskSpec spec = with(
                "mkdir /tmp/dir/made; echo " + nonce + " > /tmp/file; echo x > /tmp/dir/x; echo y > /tmp/new"
                        + "; rm /tmp/dir/file; ln /tmp/file /tmp/hard; mv /etc/passwd /tmp/dir/passwd",
                "file",
                file.toString(),
                "dir",
                outside.toString(),
                "new",
                outside.resolve("new").toString());
        guest(spec);
        assertEquals("kept", Files.readString(file));
        try (Stream<Path> left = Files.list(outside)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void aBoundDirectorysLinksStayInsideTheContainer() throws Exception {
        String secret = UUID.randomUUID().toString();
        Path bound = Files.createDirectory(outside.resolve("bound"));
        Files.writeString(outside.resolve("secret"), secret);
        Files.createSymbolicLink(bound.resolve("up"), Path.of("../secret"));
        Files.createSymbolicLink(bound.resolve("absolute"), outside);
        MountSpec mount = new MountSpec("bind", bound.toString(), "/b", false, "", false, Map.of(), "");
        Run run = guest(
                create(TestContainer.script("cat /b/up /b/absolute/secret /b/../../secret; echo in > /b/absolute/new"
                                + "; ln -s " + outside + " /b/mine; cat /b/mine/secret; echo good > /b/good")
                        .mount(mount)));
        assertFalse(run.stdout().contains(secret), run.stdout());
        assertEquals("good\n", Files.readString(bound.resolve("good")));
        assertEquals(outside, Files.readSymbolicLink(bound.resolve("mine")));
        assertFalse(Files.exists(outside.resolve("new"), LinkOption.NOFOLLOW_LINKS));
    }

    /** Random links, moves, writes and reads, by guests and by archives; the world outside stays as it was. */
    @Test
    void fuzz() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String secret = UUID.randomUUID().toString();
        Path bound = Files.createDirectory(outside.resolve("bound"));
        Files.writeString(outside.resolve("secret"), secret);
        List<String> names = List.of("a", "b", "c/a", "c", "a/b", "b/c/a", "/tmp/c", "/b/a", "/b/c", "/b/a/b");
        List<String> targets = new ArrayList<>(List.of(
                "..", "../..", "/", "/b", ".", "a", "b/..", "../b", outside.toString(), outside + "/secret", "//.."));
        targets.add("../../../../../../../.." + outside);
        for (int round = 0; round < 25; round++) {
            StringBuilder script = new StringBuilder("echo begin");
            List<String> links = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "/tmp/" + names.get(random.nextInt(names.size()));
                String other = "/tmp/" + names.get(random.nextInt(names.size()));
                String target = targets.get(random.nextInt(targets.size()));
                script.append("; ")
                        .append(
                                switch (random.nextInt(8)) {
                                    case 0, 1 -> "ln -s " + target + " " + name;
                                    case 2 -> "mkdir " + name;
                                    case 3 -> "mv " + name + " " + other;
                                    case 4 -> "cat " + name + "/secret";
                                    case 5 -> "echo w > " + name + "/../secret";
                                    case 6 -> "echo w > " + name + "/secret";
                                    default -> "cat " + name;
                                });
                links.addAll(List.of(names.get(random.nextInt(names.size())).replaceFirst("^/", ""), target));
            }
            MountSpec mount = new MountSpec("bind", bound.toString(), "/b", false, "", false, Map.of(), "");
            TaskSpec spec = create(TestContainer.script(script.toString()).mount(mount));
            try {
                ((HasFiles) driver).tarIn(spec.id(), "/tmp", false, true, links(links.toArray(String[]::new)));
            } catch (io.sockerless.engine.model.EngineException e) {
                assertTrue(e.getMessage() != null, "refused, with a reason");
            }
            Run run = guest(spec);
            assertTrue(run.stdout().startsWith("begin\n"), run.stdout());
            assertFalse(run.stdout().contains(secret), "seed " + seed);
            assertEquals(secret, Files.readString(outside.resolve("secret")), "seed " + seed);
            try (Stream<Path> left = Files.list(outside)) {
                assertEquals(
                        List.of("bound", "secret"),
                        left.map(p -> p.getFileName().toString()).sorted().toList());
            }
        }
    }
}
