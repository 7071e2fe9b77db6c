package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.HealthCheck;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitAllStrategy;

/** What a container can be waited for. */
class Waits {
    private final String word = Busybox.word();

    @Test
    void aLineOfTheLog() {
        try (var container = Busybox.running("sleep 0.3; echo is $((40 + 2)) " + word + "; exec sleep 1000")
                .waitingFor(Wait.forLogMessage(".*is 42 " + word + "\\n", 1))) {
            container.start();
            assertTrue(container.getLogs().contains("is 42 " + word));
        }
    }

    @Test
    void aLineThatComesTwice() {
        try (var container = Busybox.running("echo " + word + "; sleep 0.3; echo " + word + " >&2; exec sleep 1000")
                .waitingFor(Wait.forLogMessage(".*" + word + ".*", 2))) {
            container.start();
            assertEquals(3, container.getLogs().split(word, -1).length);
        }
    }

    @Test
    void aLineThatNeverComes() {
        try (var container = Busybox.idle()
                .waitingFor(Wait.forLogMessage(".*" + word + ".*", 1).withStartupTimeout(Duration.ofSeconds(1)))) {
            assertThrows(ContainerLaunchException.class, container::start);
        }
    }

    @Test
    void anAnswerByHttp() {
        try (var container = Busybox.serving(word)
                .waitingFor(Wait.forHttp("/word")
                        .forPort(8080)
                        .forStatusCode(200)
                        .forResponsePredicate(body -> body.strip().equals(word)))) {
            container.start();
            assertTrue(container.isRunning());
        }
    }

    @Test
    void aPort() throws Exception {
        try (var container = Busybox.running("sleep 0.5; cd /tmp; echo " + word + " >word; exec httpd -f -p 9000")
                .withExposedPorts(9000)
                .waitingFor(Wait.forListeningPort())) {
            container.start();
            var place = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(9000) + "/word");
            try (var body = place.toURL().openStream()) {
                assertEquals(word + "\n", new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void health() {
        var check = new HealthCheck()
                .withTest(List.of("CMD-SHELL", "test -f /tmp/" + word))
                .withInterval(Duration.ofMillis(300).toNanos())
                .withRetries(100);
        try (var container = Busybox.running("sleep 0.5; touch /tmp/" + word + "; exec sleep 1000")
                .withCreateContainerCmdModifier(command -> command.withHealthcheck(check))
                .waitingFor(Wait.forHealthcheck())) {
            container.start();
            assertTrue(container.isHealthy());
        }
    }

    @Test
    void aCommandThatSucceeds() throws Exception {
        try (var container = Busybox.running("sleep 0.5; echo " + word + " >/tmp/done; exec sleep 1000")
                .waitingFor(Wait.forSuccessfulCommand("grep " + word + " /tmp/done"))) {
            container.start();
            assertEquals(
                    word + "\n", container.execInContainer("cat", "/tmp/done").getStdout());
        }
    }

    @Test
    void allOfSeveral() {
        try (var container = Busybox.serving(word)
                .waitingFor(new WaitAllStrategy()
                        .withStrategy(Wait.forListeningPort())
                        .withStrategy(Wait.forHttp("/word").forPort(8080)))) {
            container.start();
            assertTrue(container.isRunning());
        }
    }

    @Test
    void theEnd() {
        try (var container = Busybox.running("sleep 0.3; echo " + word)
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertFalse(container.isRunning());
            assertEquals(0, container.getCurrentContainerInfo().getState().getExitCodeLong());
            assertEquals(word + "\n", container.getLogs());
        }
    }

    @Test
    void anEndThatIsAFailure() {
        try (var container = Busybox.running("exit 3").withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            assertThrows(ContainerLaunchException.class, container::start);
        }
    }
}
