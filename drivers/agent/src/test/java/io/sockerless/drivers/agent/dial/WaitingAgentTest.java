package io.sockerless.drivers.agent.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is started without a command, and told it later. */
class WaitingAgentTest {
    private static final Set<Channel> ALL = Set.of(Channel.STDIN, Channel.STDOUT, Channel.STDERR);

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();

    private static DialSettings settings(DialSettings like, List<String> args, String workingDir, boolean tty) {
        return new DialSettings(
                like.url(),
                like.containerId(),
                like.token(),
                like.certificatePem(),
                args,
                "",
                List.of(),
                workingDir,
                tty,
                !args.isEmpty(),
                !args.isEmpty(),
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                like.logBytes());
    }

    private Dialing waiting() throws Exception {
        var dialing = new Dialing(place);
        return dialing.run(dialing.gateway.address().getPort(), "", any -> settings(any, List.of(), "", false))
                .connected();
    }

    private DialSettings command(Dialing dialing, boolean tty, String script) {
        var like = DialSettings.of(
                java.net.URI.create("tls://127.0.0.1:1"), dialing.id, "", "", List.of("/bin/sh", "-c", script));
        return settings(like, like.args(), place.resolve("made").toString(), tty);
    }

    private static ErrorKind refused(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(EngineException.class, what).kind();
    }

    @Test
    void runsWhatItIsToldOnce() throws Exception {
        try (var dialing = waiting()) {
            var agent = dialing.agent;
            assertEquals("created", agent.state().status());
            assertEquals(ErrorKind.CONFLICT, refused(agent::start));
            assertEquals(ErrorKind.CONFLICT, refused(() -> agent.attach(ALL)));
            var log = agent.logs(0, true);
            var told = command(dialing, false, "read a; echo $a $WORD; pwd; echo over >&2; exit 9");
            agent.configure(told, List.of("WORD=" + nonce, "PATH=/usr/bin:/bin"));
            assertEquals(ErrorKind.CONFLICT, refused(() -> agent.configure(told, List.of())));
            var streams = agent.attach(ALL);
            agent.start();
            try (var stdin = streams.stdin()) {
                stdin.write("word\n".getBytes(StandardCharsets.UTF_8));
            }
            assertEquals("word " + nonce + "\n" + place.resolve("made") + "\n", text(streams.stdout()));
            assertEquals("over\n", text(streams.stderr()));
            assertEquals(9, agent.awaitExit().code());
            assertEquals("word " + nonce + "\n" + place.resolve("made") + "\n", logged(log));
            agent.release();
            assertTrue(dialing.process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(9, dialing.process.exitValue());
        }
    }

    @Test
    void isToldOfATerminal() throws Exception {
        try (var dialing = waiting()) {
            dialing.agent.configure(command(dialing, true, "tty -s && echo " + nonce), List.of());
            var streams = dialing.agent.attach(Set.of(Channel.STDOUT));
            dialing.agent.start();
            assertEquals(nonce + "\r\n", text(streams.stdout()));
            assertEquals(0, dialing.agent.awaitExit().code());
        }
    }

    @Test
    void itsMainGroupIsAmongTheOthers() throws Exception {
        try (var dialing = waiting()) {
            var script = "grep ^Groups: /proc/self/status";
            var like = command(dialing, false, script);
            dialing.agent.configure(
                    new DialSettings(
                            like.url(),
                            like.containerId(),
                            like.token(),
                            like.certificatePem(),
                            like.args(),
                            "77:88",
                            List.of("5"),
                            "/",
                            false,
                            false,
                            false,
                            false,
                            like.dialFor(),
                            like.linger(),
                            like.logBytes()),
                    List.of("PATH=/usr/bin:/bin"));
            var streams = dialing.agent.attach(Set.of(Channel.STDOUT));
            dialing.agent.start();
            assertEquals("Groups:\t5 88", text(streams.stdout()).strip());
        }
    }

    @Test
    void endsByASignalAsItIs() throws Exception {
        try (var dialing = waiting()) {
            dialing.agent.signal(15);
            assertTrue(dialing.process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(143, dialing.process.exitValue());
        }
    }

    /** What a follower has got of the standard output until its end. */
    private static String logged(DialedLog log) throws IOException {
        var all = new StringBuilder();
        try (log) {
            for (var next = log.next(); next.isPresent(); next = log.next()) {
                if (next.get().channel() == Channel.STDOUT) {
                    all.append(new String(next.get().bytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return all.toString();
    }

    private static String text(java.io.InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
