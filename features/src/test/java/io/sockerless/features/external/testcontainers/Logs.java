package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.containers.output.WaitingConsumer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** What containers print, afterwards and meanwhile. */
class Logs {
    private final String word = Busybox.word();

    @Test
    void eachStreamAlone() {
        try (var container = Busybox.running("echo out " + word + "; echo err " + word + " >&2")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertEquals("out " + word + "\n", container.getLogs(OutputType.STDOUT));
            assertEquals("err " + word + "\n", container.getLogs(OutputType.STDERR));
        }
    }

    /** The second line is only written once the first has been read. */
    @Test
    void aConsumerFollows() throws Exception {
        var consumer = new WaitingConsumer();
        try (var container = Busybox.running(
                        "echo first; until [ -e /tmp/go ]; do sleep 0.05; done; cat /tmp/go; exec sleep 1000")
                .withLogConsumer(consumer)) {
            container.start();
            consumer.waitUntil(frame -> frame.getUtf8String().equals("first\n"), 30, TimeUnit.SECONDS);
            container.execInContainer("sh", "-c", "echo " + word + " >/tmp/new; mv /tmp/new /tmp/go");
            consumer.waitUntil(
                    frame -> frame.getType() == OutputType.STDOUT
                            && frame.getUtf8String().equals(word + "\n"),
                    30,
                    TimeUnit.SECONDS);
        }
    }

    @Test
    void theEndOfTheLogIsTold() throws Exception {
        var consumer = new WaitingConsumer();
        var all = new ToStringConsumer();
        try (var container = Busybox.running("for i in $(seq 2000); do echo $i " + word + "; done")
                .withLogConsumer(consumer.andThen(all))
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            consumer.waitUntilEnd(30, TimeUnit.SECONDS);
            var lines = all.toUtf8String().lines().toList();
            assertEquals(2000, lines.size());
            assertEquals("2000 " + word, lines.getLast());
        }
    }

    @Test
    void aConsumerThatComesLater() throws Exception {
        var consumer = new WaitingConsumer();
        try (var container = Busybox.running("echo early " + word + "; echo late >&2; exec sleep 1000")) {
            container.start();
            container.followOutput(consumer, OutputType.STDOUT);
            consumer.waitUntil(
                    frame -> {
                        assertFalse(frame.getUtf8String().contains("late"));
                        return frame.getUtf8String().contains("early " + word);
                    },
                    30,
                    TimeUnit.SECONDS);
        }
    }
}
