package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.Ulimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** What a container is given. */
class Settings {
    private final String word = Busybox.word();

    @Test
    void labels() {
        try (var container = Busybox.idle().withLabel("one", word).withLabels(Map.of("two", "2 " + word))) {
            container.start();
            var labels = container.getCurrentContainerInfo().getConfig().getLabels();
            assertEquals(word, labels.get("one"));
            assertEquals("2 " + word, labels.get("two"));
            assertEquals("true", labels.get("org.testcontainers"));
            var found = container
                    .getDockerClient()
                    .listContainersCmd()
                    .withLabelFilter(Map.of("one", word))
                    .exec();
            assertEquals(
                    List.of(container.getContainerId()),
                    found.stream().map(c -> c.getId()).toList());
        }
    }

    @Test
    void environment() throws Exception {
        try (var container = Busybox.idle().withEnv("WORD", word).withEnv(Map.of("EMPTY", "", "SPACED", "a  b=c"))) {
            container.start();
            assertEquals(word + "||a  b=c\n", said(container, "echo \"$WORD|$EMPTY|$SPACED\""));
        }
    }

    @Test
    void commandInParts() {
        try (var container = new GenericContainer<>("busybox:latest")
                .withCommand("sh", "-c", "echo \"$0\" \"$1\"; exec sleep 1000", "a b", word)
                .waitingFor(Wait.forLogMessage(".*\\n", 1))) {
            container.start();
            assertEquals(
                    List.of("a b", word), List.of(container.getCommandParts()).subList(3, 5));
            assertTrue(container.getLogs().contains("a b " + word));
        }
    }

    @Test
    void tmpfs() throws Exception {
        try (var container = Busybox.idle().withTmpFs(Map.of("/fast", "rw,size=3m"))) {
            container.start();
            assertEquals("tmpfs 3072\n", said(container, "df -k /fast | awk 'END { print $1, $2 }'"));
        }
    }

    @Test
    void sharedMemory() throws Exception {
        try (var container = Busybox.idle().withSharedMemorySize(5L << 20)) {
            container.start();
            assertEquals("5120\n", said(container, "df -k /dev/shm | awk 'END { print $2 }'"));
        }
    }

    @Test
    void limits() throws Exception {
        try (var container = Busybox.idle()
                .withCreateContainerCmdModifier(command -> command.getHostConfig()
                        .withMemory(48L << 20)
                        .withPidsLimit(77L)
                        .withUlimits(new Ulimit[] {new Ulimit("nofile", 111L, 222L)}))) {
            container.start();
            assertEquals(
                    (48L << 20) + "\n77\n111 222\n",
                    said(
                            container,
                            "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes pids/pids.max 2>/dev/null"
                                    + " || cat memory.max pids.max; echo $(ulimit -Sn) $(ulimit -Hn)"));
        }
    }

    @Test
    void directoryUserAndHostname() throws Exception {
        try (var container = Busybox.idle()
                .withWorkingDirectory("/usr/sbin")
                .withCreateContainerCmdModifier(
                        command -> command.withUser("1000").withHostName(word))) {
            container.start();
            assertEquals("/usr/sbin 1000 " + word + "\n", said(container, "echo $(pwd) $(id -u) $(hostname)"));
        }
    }

    @Test
    void privileges() throws Exception {
        try (var plain = Busybox.idle();
                var privileged = Busybox.idle().withPrivilegedMode(true)) {
            plain.start();
            privileged.start();
            var mount = "mkdir /m; mount -t tmpfs none /m 2>/dev/null && echo yes || echo no";
            assertEquals("no\n", said(plain, mount));
            assertEquals("yes\n", said(privileged, mount));
        }
    }

    private static String said(GenericContainer<?> container, String script) throws Exception {
        return container.execInContainer("sh", "-c", script).getStdout();
    }
}
