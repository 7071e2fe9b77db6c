package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.lifecycle.Startables;

/** From image to removal. */
class Lives {
    private final String word = Busybox.word();

    @Test
    void aStoppedOneIsGone() {
        try (var container = Busybox.idle()) {
            container.start();
            var id = container.getContainerId();
            assertTrue(container.isRunning());
            container.stop();
            var inspect = DockerClientFactory.instance().client().inspectContainerCmd(id);
            assertThrows(NotFoundException.class, inspect::exec);
        }
    }

    @Test
    void stopAndStartOfTheSame() throws Exception {
        try (var container = Busybox.serving(word)) {
            container.start();
            var docker = container.getDockerClient();
            docker.stopContainerCmd(container.getContainerId()).withTimeout(0).exec();
            assertFalse(container.isRunning());
            assertEquals(137, container.getCurrentContainerInfo().getState().getExitCodeLong());
            docker.startContainerCmd(container.getContainerId()).exec();
            assertTrue(container.isRunning());
            assertEquals(
                    word + "\n", container.execInContainer("cat", "/www/word").getStdout());
        }
    }

    @Test
    void severalAttempts() {
        var attempts = new AtomicInteger();
        try (var container = Busybox.running("echo up; exec sleep 1000")
                .withCreateContainerCmdModifier(command -> {
                    if (attempts.incrementAndGet() < 3) {
                        command.withCmd("/bin/" + word);
                    }
                })
                .withStartupAttempts(3)
                .waitingFor(Wait.forLogMessage("up\\n", 1))) {
            container.start();
            assertEquals(3, attempts.get());
            assertTrue(container.isRunning());
        }
    }

    @Test
    void reuse() {
        try (var first = Busybox.idle().withLabel("word", word).withReuse(true);
                var second = Busybox.idle().withLabel("word", word).withReuse(true);
                var other = Busybox.idle().withLabel("word", word + "x").withReuse(true)) {
            first.start();
            second.start();
            other.start();
            assertEquals(first.getContainerId(), second.getContainerId());
            assertNotEquals(first.getContainerId(), other.getContainerId());
        }
    }

    @Test
    void oneThatDependsOnAnother() {
        try (var first = Busybox.idle();
                var second = Busybox.idle().dependsOn(first)) {
            second.start();
            assertTrue(first.isRunning());
            assertTrue(first.getContainerInfo()
                            .getState()
                            .getStartedAt()
                            .compareTo(second.getContainerInfo().getState().getStartedAt())
                    < 0);
        }
    }

    @Test
    void manyAtOnce() {
        var containers = IntStream.range(0, 8)
                .mapToObj(i -> Busybox.running("echo number " + i + "; exec sleep 1000")
                        .waitingFor(Wait.forLogMessage("number " + i + "\\n", 1)))
                .toList();
        try {
            Startables.deepStart(containers).join();
            assertTrue(containers.stream().allMatch(GenericContainer::isRunning));
        } finally {
            containers.parallelStream().forEach(GenericContainer::stop);
        }
    }

    @Test
    void anImageThatHasToBePulled() {
        var docker = DockerClientFactory.instance().client();
        docker.removeImageCmd("alpine:3.10").withForce(true).exec();
        try (var container = new GenericContainer<>("alpine:3.10")
                .withImagePullPolicy(PullPolicy.alwaysPull())
                .withCommand("echo", word)
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            assertEquals(word + "\n", container.getLogs());
        }
    }

    @Test
    void anImageThatIsNotThere() {
        try (var container = new GenericContainer<>("127.0.0.1:5000/" + word + ":none")) {
            var failure = assertThrows(Exception.class, container::start);
            assertTrue(Stream.iterate((Throwable) failure, t -> t != null, Throwable::getCause)
                    .anyMatch(cause -> cause.getMessage().contains(word)));
        }
    }
}
