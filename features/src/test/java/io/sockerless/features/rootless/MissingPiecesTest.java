package io.sockerless.features.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Root;
import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that lack something: the doctor says what, and serving is refused or does what is left. */
class MissingPiecesTest {
    private static OrdinaryUser user;

    @BeforeAll
    static void user() throws Exception {
        Possible.here();
        user = new OrdinaryUser(false);
    }

    @AfterAll
    static void gone() throws IOException {
        if (user != null) {
            user.close();
        }
    }

    /** The machine's programs but one. */
    private static Outcome without(String program, String... arguments) throws Exception {
        Path programs = Files.createDirectory(user.home().resolve("without-" + program + "-" + arguments[0]));
        try (var all = Files.newDirectoryStream(Path.of("/usr/bin"))) {
            for (var each : all) {
                if (!each.getFileName().toString().equals(program)) {
                    Files.createSymbolicLink(programs.resolve(each.getFileName()), each);
                }
            }
        }
        var environment = new HashMap<>(user.environment());
        environment.put("PATH", programs.toString());
        return Outcome.of(user.sockerless(arguments), environment, new byte[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "slirp4netns,network: no slirp4netns,slirp4netns",
        "crun,crun: not installed,crun",
        "nsenter,nsenter: not installed,util-linux"
    })
    void whatCannotBeDoneWithoutIsAFailureAndServingIsRefused(String program, String words, String debianPackage)
            throws Exception {
        var said = without(program, "doctor", "--rootless");
        assertEquals(1, said.code(), said.seen());
        assertTrue(said.text().contains("failure  " + words), said.seen());
        var refused = without(program, "serve");
        assertEquals(1, refused.code(), refused.seen());
        assertTrue(refused.errors().startsWith("sockerless: cannot serve without root here:"), refused.seen());
        assertTrue(refused.errors().contains(words), refused.seen());
        assertTrue(refused.errors().contains("mend it: apt-get install " + debianPackage), refused.seen());
        assertFalse(Files.exists(user.run()), "nothing is started");
    }

    @Test
    void withoutSubordinateIdsThereIsOnlyRoot() throws Exception {
        var said = user.call("doctor", "--rootless");
        assertEquals(0, said.code(), said.seen());
        assertTrue(
                said.text()
                        .contains("warning  /etc/subuid: no range of 65536 ids for " + user.name()
                                + ": root is the only user in containers"),
                said.seen());
        assertTrue(said.text().contains("mend it: sudo usermod --add-subuids 100000-165535 " + user.name()));
        var without = without("newuidmap", "doctor", "--rootless");
        assertTrue(without.text().contains("warning  newuidmap: not installed: root is the only user"), without.seen());
        assertTrue(without.text().contains("mend it: apt-get install uidmap"), without.seen());
        try (var daemon = new RootlessDaemon(user)) {
            daemon.load();
            assertTrue(daemon.docker("info").seen().contains("WARNING: Running without subordinate ids"));
            assertEquals("0", daemon.says("run", "--rm", "-t", "busybox", "id", "-u"));
            var other = daemon.docker("run", "--rm", "--user", "1000", "busybox", "id");
            assertEquals(125, other.code(), other.seen());
            assertTrue(
                    other.seen()
                            .contains("there are only root, for the user who runs this engine has no subordinate ids"),
                    other.seen());
        }
    }

    @Test
    void forbiddenNamespacesAreNamedWithTheSettingThatForbidsThem() throws Exception {
        // The setting is one of each user namespace: here, of one in which it can be changed.
        var command = new ArrayList<>(user.as());
        command.addAll(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "sh",
                "-c",
                "echo 0 >/proc/sys/user/max_user_namespaces; exec " + Root.path()
                        + "/scripts/sockerless doctor --rootless"));
        var said = Outcome.of(command, user.environment(), new byte[0]);
        assertEquals(1, said.code(), said.seen());
        assertTrue(said.text().contains("failure  user namespaces: user.max_user_namespaces is 0"), said.seen());
        assertTrue(said.text().contains("sudo sysctl -w user.max_user_namespaces=15000"), said.seen());
    }
}
