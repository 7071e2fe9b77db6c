package io.sockerless.features.external.dockerjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The streams of docker-java with the transport that comes with Testcontainers. */
class Streams {
    private static final String CAT = "while read line; do echo got $line; [ $line = end ] && exit 5; done";

    private final String word =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final DockerClient docker = connect();

    private static DockerClient connect() {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        var transport = new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost());
        return DockerClientImpl.getInstance(config, transport.build());
    }

    @AfterEach
    void close() throws Exception {
        docker.listContainersCmd()
                .withShowAll(true)
                .withNameFilter(List.of(word))
                .exec()
                .forEach(c ->
                        docker.removeContainerCmd(c.getId()).withForce(true).exec());
        docker.close();
    }

    private String created(String script) {
        return docker.createContainerCmd("busybox")
                .withName(word)
                .withCmd("sh", "-c", script)
                .withStdinOpen(true)
                .withStdInOnce(true)
                .withAttachStdin(true)
                .withHostConfig(new HostConfig().withMemory(64L << 20))
                .exec()
                .getId();
    }

    private String started(String script) {
        var id = created(script);
        docker.startContainerCmd(id).exec();
        return id;
    }

    private static String text(List<Frame> frames, StreamType type) {
        return frames.stream()
                .filter(frame -> frame.getStreamType() == type)
                .map(frame -> new String(frame.getPayload(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    @Test
    void attachBeforeTheStartWithAnInput() throws Exception {
        var id = created(CAT + "; exit 1");
        try (var frames = new Collected<Frame>();
                var out = new PipedOutputStream();
                var in = new PipedInputStream(out)) {
            docker.attachContainerCmd(id)
                    .withStdIn(in)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(frames)
                    .awaitStarted();
            docker.startContainerCmd(id).exec();
            out.write((word + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            frames.await(items -> text(items, StreamType.STDOUT).equals("got " + word + "\n"));
            out.write("end\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            frames.await(items -> text(items, StreamType.STDOUT).equals("got " + word + "\ngot end\n"));
            frames.all();
        }
        try (var ends = docker.waitContainerCmd(id).exec(new Collected<WaitResponse>())) {
            assertEquals(5, ends.all().getFirst().getStatusCode());
        }
    }

    @Test
    void attachToItsLogs() throws Exception {
        var id = started("echo out " + word + "; echo err >&2; echo ready >/tmp/ready; exec sleep 1000");
        try (var frames = new Collected<Frame>()) {
            docker.attachContainerCmd(id)
                    .withLogs(true)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(frames);
            frames.await(items -> text(items, StreamType.STDOUT).equals("out " + word + "\n")
                    && text(items, StreamType.STDERR).equals("err\n"));
        }
    }

    @Test
    void execWithAnInput() throws Exception {
        var id = started("exec sleep 1000");
        var exec = docker.execCreateCmd(id)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withEnv(List.of("WORD=" + word))
                .withCmd("sh", "-c", "echo $WORD >&2; " + CAT)
                .exec()
                .getId();
        try (var frames = new Collected<Frame>();
                var out = new PipedOutputStream();
                var in = new PipedInputStream(out)) {
            docker.execStartCmd(exec).withStdIn(in).exec(frames);
            frames.await(items -> text(items, StreamType.STDERR).equals(word + "\n"));
            out.write("a\nend\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            frames.await(items -> text(items, StreamType.STDOUT).equals("got a\ngot end\n"));
            frames.all();
        }
        assertEquals(5, docker.inspectExecCmd(exec).exec().getExitCodeLong());
    }

    @Test
    void execOnATerminal() throws Exception {
        var id = started("exec sleep 1000");
        var exec = docker.execCreateCmd(id)
                .withTty(true)
                .withAttachStdout(true)
                .withCmd("sh", "-c", "tty; echo " + word + " >&2")
                .exec()
                .getId();
        try (var frames = docker.execStartCmd(exec).withTty(true).exec(new Collected<Frame>())) {
            assertEquals(
                    "/dev/pts/0\r\n" + word + "\r\n",
                    frames.all().stream()
                            .map(frame -> new String(frame.getPayload(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining()));
        }
    }

    @Test
    void logsThatAreFollowed() throws Exception {
        var id = started("echo one; read line; echo $line >&2; exit 0");
        try (var frames = docker.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new Collected<Frame>())) {
            frames.await(items -> text(items, StreamType.STDOUT).equals("one\n"));
            try (var in = new ByteArrayInputStream((word + "\n").getBytes(StandardCharsets.UTF_8))) {
                docker.attachContainerCmd(id)
                        .withStdIn(in)
                        .withFollowStream(true)
                        .exec(new Collected<>());
                assertEquals(word + "\n", text(frames.all(), StreamType.STDERR));
            }
        }
    }

    @Test
    void theLogsTailWithTimes() throws Exception {
        var id = started("for i in $(seq 50); do echo $i " + word + "; done");
        docker.waitContainerCmd(id).exec(new Collected<WaitResponse>()).all();
        try (var frames = docker.logContainerCmd(id)
                .withStdOut(true)
                .withTail(2)
                .withTimestamps(true)
                .exec(new Collected<Frame>())) {
            var lines = text(frames.all(), StreamType.STDOUT).lines().toList();
            assertEquals(2, lines.size());
            assertTrue(
                    lines.getLast().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[\\d.]+Z 50 " + word), lines::getLast);
        }
    }

    @Test
    void eventsWhileTheyHappen() throws Exception {
        try (var events = docker.eventsCmd().withContainerFilter(word).exec(new Collected<Event>())) {
            started("exit 3");
            events.await(items -> items.stream().anyMatch(event -> "die".equals(event.getAction())));
            assertEquals(
                    List.of("create", "start", "die"),
                    events.items().stream().map(Event::getAction).toList());
            assertEquals(
                    "3", events.items().getLast().getActor().getAttributes().get("exitCode"));
        }
    }

    @Test
    void eventsOfThePast() throws Exception {
        var id = started("exit 3");
        docker.waitContainerCmd(id).exec(new Collected<WaitResponse>()).all();
        var now = System.currentTimeMillis() / 1000;
        try (var events = docker.eventsCmd()
                .withSince(Long.toString(now - 60))
                .withUntil(Long.toString(now + 1))
                .withEventFilter("die")
                .withContainerFilter(id)
                .exec(new Collected<Event>())) {
            assertEquals(
                    List.of("die"), events.all().stream().map(Event::getAction).toList());
        }
    }

    @Test
    void statisticsAsAStream() throws Exception {
        var id = started("while :; do :; done");
        try (var stats = docker.statsCmd(id).exec(new Collected<Statistics>())) {
            stats.await(items -> items.size() >= 3);
            var last = stats.items().get(2);
            assertEquals(64L << 20, last.getMemoryStats().getLimit());
            long before = stats.items().get(1).getCpuStats().getCpuUsage().getTotalUsage();
            assertTrue(last.getCpuStats().getCpuUsage().getTotalUsage() > before, "a busy loop uses time");
            assertEquals(before, last.getPreCpuStats().getCpuUsage().getTotalUsage());
        }
    }

    @Test
    void statisticsOnce() throws Exception {
        var id = started("exec sleep 1000");
        try (var stats = docker.statsCmd(id).withNoStream(true).exec(new Collected<Statistics>())) {
            var all = stats.all();
            assertEquals(1, all.size());
            assertTrue(all.getFirst().getMemoryStats().getUsage() > 0);
        }
    }

    @Test
    void refusalsComeAsTheirExceptions() {
        var id = created("exit 0");
        assertThrows(NotFoundException.class, docker.inspectContainerCmd(word + "x")::exec);
        assertThrows(NotFoundException.class, docker.createContainerCmd("no" + word)::exec);
        var again = docker.createContainerCmd("busybox").withName(word);
        assertThrows(ConflictException.class, again::exec);
        var exec = docker.execCreateCmd(id).withCmd("true");
        assertThrows(ConflictException.class, exec::exec);
    }
}
