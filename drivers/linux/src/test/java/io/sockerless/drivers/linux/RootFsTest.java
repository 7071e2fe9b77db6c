package io.sockerless.drivers.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.drivers.linux.RootFs.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mounted roots and their users. Needs root. */
class RootFsTest {
    private static final String ID = "c".repeat(64);

    private Layout layout;
    private HostAgent host;
    private RootFs roots;

    @BeforeAll
    static void root() {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounts need root");
    }

    @BeforeEach
    void open() throws IOException {
        // On a file system that an overlay can stand on.
        Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "sl-roots");
        layout = new Layout(directory.resolve("state"), directory.resolve("run"));
        layout.create();
        host = new HostAgent(AgentBinary.locate(layout.bin()), Path.of("/bin/true"));
        roots = new RootFs(layout, host, new Snapshots(layout, host, new Random()));
    }

    @AfterEach
    void close() throws IOException {
        roots.clear(ID);
        host.close();
        try (Stream<Path> entries = Files.walk(layout.state().getParent())) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Test
    void aRootStaysMountedForItsUsersWhateverIsCleared() {
        Lease copy = roots.mount(ID, List.of());
        roots.clear(ID);
        assertTrue(Files.exists(copy.path().resolve(".dockerenv")));
        Lease start = roots.mount(ID, List.of());
        copy.close();
        roots.clear(ID);
        assertTrue(Files.exists(start.path().resolve(".dockerenv")));
        start.close();
        assertFalse(Files.exists(start.path()));
    }

    @Test
    void usersAndClearancesAtTheSameTimeDoNotMeet() throws Exception {
        List<FutureTask<Integer>> users =
                Stream.generate(() -> new FutureTask<>(this::useOften)).limit(4).toList();
        users.forEach(user -> Thread.ofVirtual().start(user));
        for (FutureTask<Integer> user : users) {
            assertEquals(0, user.get());
        }
        roots.clear(ID);
        assertFalse(Files.exists(layout.root(ID)));
    }

    /** @return how often the root was not there */
    private int useOften() {
        int missing = 0;
        for (int i = 0; i < 100; i++) {
            try (Lease lease = roots.mount(ID, List.of())) {
                missing += Files.exists(lease.path().resolve(".dockerenv")) ? 0 : 1;
            }
            roots.clear(ID);
        }
        return missing;
    }
}
