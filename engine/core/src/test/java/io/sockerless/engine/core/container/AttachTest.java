package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers.ClientAttachment;
import io.sockerless.engine.core.Containers.WaitCondition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AttachTest {
    private static final Set<Channel> ALL = EnumSet.allOf(Channel.class);

    @TempDir
    Path directory;

    @Test
    void attachedBeforeTheStartNoByteIsMissed() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            String word = Long.toHexString(new Random().nextLong());
            String id = engine.create("sh", "-c", "echo " + word + "; echo " + word + "2 >&2");
            try (ClientAttachment client = engine.containers.attach(id, ALL, false, true)) {
                assertEquals(0, engine.run(id));
                Attachment streams = client.streams().orElseThrow();
                assertEquals(word + "\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
                assertEquals(word + "2\n", new String(streams.stderr().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void aScriptGoesInOverStdinAgainAndAgainAsGitlabRunnerDoes() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            String id = engine.create("", Map.of("OpenStdin", true), Map.of(), "cat");
            for (int i = 0; i < 3; i++) {
                byte[] big = new byte[300_000];
                new Random().nextBytes(big);
                for (int j = 0; j < big.length; j++) {
                    big[j] = (byte) ('a' + (big[j] & 15));
                }
                try (ClientAttachment client = engine.containers.attach(id, ALL, false, true)) {
                    var ended = engine.containers.wait(id, WaitCondition.NEXT_EXIT);
                    engine.start(id);
                    Attachment streams = client.streams().orElseThrow();
                    Thread.startVirtualThread(() -> {
                        try (var stdin = streams.stdin()) {
                            stdin.write(big);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    streams.stdout().transferTo(out);
                    assertArrayEquals(big, out.toByteArray());
                    assertEquals(0, ended.await().statusCode());
                }
            }
        }
    }

    @Test
    void replayGivesWhatWasLoggedAndLiveOutputWhatComesAfter() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            String id = engine.create(
                    "", Map.of("OpenStdin", true), Map.of(), "sh", "-c", "echo before; read x; echo after $x");
            engine.start(id);
            while (engine.driver.logs.get(id).isEmpty()) {
                Thread.sleep(1); // the log is written by a thread that tells nobody
            }
            try (ClientAttachment client = engine.containers.attach(id, ALL, true, true)) {
                var replay = client.replay().orElseThrow();
                assertEquals("before\n", new String(replay.next().orElseThrow().data(), StandardCharsets.UTF_8));
                assertEquals(Optional.empty(), replay.next());
                Attachment streams = client.streams().orElseThrow();
                streams.stdin().write("x1\n".getBytes(StandardCharsets.UTF_8));
                streams.stdin().flush();
                assertEquals("after x1\n", new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void attachmentsThatWaitEndWithTheContainerAndWithAFailedStart() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            for (String program : List.of("true", "/no/such/program")) {
                String id = engine.create(program);
                ClientAttachment client = engine.containers.attach(id, ALL, false, true);
                AtomicReference<Optional<Attachment>> got = new AtomicReference<>();
                Thread waiting = Thread.startVirtualThread(() -> {
                    try {
                        got.set(client.streams());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                if (program.equals("true")) {
                    engine.containers.remove(id, true, false, false);
                } else {
                    org.junit.jupiter.api.Assertions.assertThrows(RuntimeException.class, () -> engine.start(id));
                }
                waiting.join();
                if (got.get().isPresent()) {
                    assertEquals(-1, got.get().get().stdout().read());
                } else {
                    assertTrue(got.get().isEmpty());
                }
            }
        }
    }

    @Test
    void detachingIsAnEventAndEndsTheAttachmentOnly() throws Exception {
        try (Fixture engine = new Fixture(directory)) {
            String id = engine.create("sleep", "100");
            engine.start(id);
            ClientAttachment client = engine.containers.attach(id, ALL, false, true);
            Attachment streams = client.streams().orElseThrow();
            client.detached();
            assertEquals(-1, streams.stdout().read());
            assertEquals(List.of("create", "start", "attach", "detach"), engine.actions(id));
            assertTrue(engine.containers.get(id).state().alive());
        }
    }
}
