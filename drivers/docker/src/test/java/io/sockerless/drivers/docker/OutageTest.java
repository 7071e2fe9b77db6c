package io.sockerless.drivers.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.TestContainer;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other engine goes away and comes back. */
class OutageTest {
    @TempDir
    Path state;

    private Dockerd dockerd;
    private DockerDriver driver;

    @BeforeEach
    void start() {
        dockerd = Dockerd.another("outage");
        driver = open();
    }

    private DockerDriver open() {
        return new DockerDriver(
                new DockerConfig(new RemoteHost.Unix(dockerd.place().resolve("docker.sock")), state));
    }

    @AfterEach
    void stop() {
        driver.close();
        dockerd.close();
    }

    /** Says that it runs, and ends by a code of its own when dockerd ends it. */
    private static final TestContainer ENDING =
            TestContainer.script("trap 'exit 21' TERM; echo ready; while :; do sleep 0.05; done");

    private Task started(TaskSpec spec) throws Exception {
        driver.create(spec);
        Task task = driver.prepare(spec);
        try (Attachment attachment = task.attach(Set.of(Channel.STDOUT))) {
            task.start();
            assertEquals("ready", new String(attachment.stdout().readNBytes(5), StandardCharsets.UTF_8));
        }
        return task;
    }

    @Test
    void theEndThatTheEngineMadeAtItsOwnIsKnown() throws Exception {
        Task task = started(ENDING.spec());
        dockerd.stop();
        EngineException refused = assertThrows(EngineException.class, driver::list);
        assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        dockerd.startAgain();
        assertEquals(21, task.await().code());
        assertTrue(driver.list().contains(task.containerId()));
        driver.delete(task.containerId());
    }

    @Test
    void aSuccessorThatStartsDuringTheOutageFindsItAfterIt() throws Exception {
        TaskSpec spec = ENDING.spec();
        started(spec);
        driver.close();
        dockerd.stop();
        driver = open();
        Task task = driver.recover(spec).orElseThrow();
        assertFalse(task.ended());
        dockerd.startAgain();
        assertEquals(21, task.await().code());
        driver.delete(spec.id());
        assertFalse(driver.list().contains(spec.id()));
    }

    @Test
    void aContainerThatSomebodyElseRemovedIsNotWaitedForForEver() throws Exception {
        Task task = started(ENDING.spec());
        try (Remote remote = new Remote(new RemoteHost.Unix(dockerd.place().resolve("docker.sock")))) {
            remote.ask(io.sockerless.drivers.docker.wire.Call.of(
                            "DELETE", "containers", Ours.container(task.containerId()))
                    .query("force", true));
        }
        assertEquals(137, task.await().code());
    }
}
