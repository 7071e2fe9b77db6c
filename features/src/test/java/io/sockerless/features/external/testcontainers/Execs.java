package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ExecConfig;

/** Commands in a running container. */
class Execs {
    private final String word = Busybox.word();

    @Test
    void bothStreamsAndTheExitCode() throws Exception {
        try (var container = Busybox.idle()) {
            container.start();
            var result =
                    container.execInContainer("sh", "-c", "echo out " + word + "; echo err " + word + " >&2; exit 37");
            assertEquals("out " + word + "\n", result.getStdout());
            assertEquals("err " + word + "\n", result.getStderr());
            assertEquals(37, result.getExitCode());
        }
    }

    @Test
    void aProgramThatIsNotThere() throws Exception {
        try (var container = Busybox.idle()) {
            container.start();
            var result = container.execInContainer("/bin/" + word);
            assertTrue(result.getExitCode() == 126 || result.getExitCode() == 127, () -> "" + result.getExitCode());
            assertTrue(result.getStdout().contains(word) || result.getStderr().contains(word), result::toString);
        }
    }

    @Test
    void anotherUserDirectoryAndEnvironment() throws Exception {
        try (var container = Busybox.idle().withEnv("BASE", "base")) {
            container.start();
            var result = container.execInContainer(ExecConfig.builder()
                    .user("worker:wheel")
                    .workDir("/usr/bin")
                    .envVars(Map.of("WORD", word))
                    .command(new String[] {"sh", "-c", "id -u; id -g; pwd; echo $BASE $WORD"})
                    .build());
            assertEquals("1000\n10\n/usr/bin\nbase " + word + "\n", result.getStdout());
        }
    }

    @Test
    void muchOutput() throws Exception {
        try (var container = Busybox.idle()) {
            container.start();
            var result = container.execInContainer("sh", "-c", "yes " + word + " | head -n 60000; echo end >&2");
            assertEquals((word + "\n").repeat(60_000), result.getStdout());
            assertEquals("end\n", result.getStderr());
        }
    }

    @Test
    void lettersOfAllKinds() throws Exception {
        try (var container = Busybox.idle()) {
            container.start();
            assertEquals(
                    "ä→\t日本🐳\n", container.execInContainer("echo", "ä→\t日本🐳").getStdout());
        }
    }
}
