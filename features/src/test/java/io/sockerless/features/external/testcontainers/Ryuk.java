package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** What is left behind is removed by a container that watches over it through the daemon's own socket. */
class Ryuk {
    @Test
    void aProgramThatIsKilledLeavesNothing() throws Exception {
        var docker = DockerClientFactory.instance().client();
        var kept = Busybox.idle();
        kept.start();
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Abandoned.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var removed = new Removed()) {
            docker.eventsCmd().withEventFilter("destroy").exec(removed);
            var made = program.inputReader()
                    .lines()
                    .filter(line -> line.startsWith("made "))
                    .findFirst();
            var names = List.of(made.orElseThrow().split(" ")).subList(1, 4);
            assertTrue(
                    docker.inspectContainerCmd(names.get(0)).exec().getState().getRunning());
            assertEquals(
                    1,
                    docker.listNetworksCmd().withIdFilter(names.get(1)).exec().size());
            assertNotNull(docker.inspectVolumeCmd(names.get(2)).exec().getMountpoint());

            program.destroyForcibly().waitFor();
            removed.await(Set.copyOf(names));

            assertThrows(NotFoundException.class, docker.inspectContainerCmd(names.get(0))::exec);
            assertEquals(
                    List.of(),
                    docker.listNetworksCmd().withIdFilter(names.get(1)).exec());
            assertThrows(NotFoundException.class, docker.inspectVolumeCmd(names.get(2))::exec);
            assertTrue(kept.isRunning(), "what belongs to another session stays");
        } finally {
            program.destroyForcibly();
            kept.stop();
        }
    }

    /** The names of what was destroyed. */
    private static final class Removed extends ResultCallback.Adapter<Event> {
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        @Override
        public synchronized void onNext(Event event) {
            names.add(event.getActor().getId());
            notifyAll();
        }

        synchronized void await(Set<String> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!names.containsAll(wanted)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                assertTrue(left > 0, () -> "of " + wanted + " only these are gone: " + names);
                wait(left);
            }
        }
    }
}
