package io.sockerless.features.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.WasmPrograms;
import io.sockerless.features.transport.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The driver wasm as an ordinary user has it: the packaged daemon, the unmodified docker command, compiled C programs. */
class WasmTest {
    private static final String PROGRAM = """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            int main(int count, char **words) {
              if (!strcmp(words[1], "spin")) { puts(words[2]); fflush(stdout); for (volatile long i = 0;; i++) {} }
              if (!strcmp(words[1], "write")) { FILE *f = fopen("/out", "w"); fputs(words[2], f); return fclose(f); }
              if (!strcmp(words[1], "read")) { char line[100]; FILE *f = fopen(words[2], "r");
                fgets(line, sizeof line, f); fputs(line, stdout); return 0; }
              if (!strcmp(words[1], "grow")) {
                while (__builtin_wasm_memory_grow(0, 16) != (unsigned long) -1) {}
                printf("%lu\\n", (unsigned long) __builtin_wasm_memory_size(0)); return 0; }
              for (int c; (c = getchar()) != EOF;) putchar(c >= 'a' && c <= 'z' ? c - 32 : c);
              fprintf(stderr, "%s %s\\n", words[1], getenv("GIVEN"));
              return atoi(words[2]);
            }
            """;
    private static OrdinaryUser user;
    private static RootlessDaemon daemon;

    @BeforeAll
    static void serve() throws Exception {
        Possible.here();
        user = new OrdinaryUser(false);
        daemon = new RootlessDaemon(user, "--driver", "wasm");
        imported("app", WasmPrograms.compile(PROGRAM));
    }

    @AfterAll
    static void end() throws Exception {
        try {
            if (daemon != null) {
                daemon.close();
            }
        } finally {
            if (user != null) {
                user.close();
            }
        }
    }

    /** An image with one file, which is its entrypoint, as the README makes it. */
    private static void imported(String name, byte[] program) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var entry = new TarArchiveEntry(name);
            entry.setMode(0755);
            entry.setSize(program.length);
            tar.putArchiveEntry(entry);
            tar.write(program);
            tar.closeArchiveEntry();
        }
        var made = asked(
                bytes.toByteArray(),
                "import",
                "--platform",
                "wasi/wasm",
                "-c",
                "ENTRYPOINT [\"/" + name + "\"]",
                "-",
                name);
        assertEquals(0, made.code(), made.seen());
    }

    private static Outcome asked(byte[] input, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker", "-H", user.host()));
        command.addAll(List.of(words));
        return Outcome.of(command, Map.of(), input);
    }

    private static String nonce() {
        return UUID.randomUUID().toString();
    }

    /** Follows the log until the guest has said its word: then it spins. */
    private static void spinning(String name, String word) throws Exception {
        var log = new ProcessBuilder("docker", "-H", user.host(), "logs", "-f", name).start();
        try (var lines = log.inputReader()) {
            assertEquals(word, lines.readLine());
        } finally {
            log.destroy();
        }
    }

    @Test
    void argumentsEnvironmentInputOutputAndExitCode() throws Exception {
        var word = nonce();
        var run = asked(
                word.getBytes(StandardCharsets.UTF_8),
                "run",
                "--rm",
                "-i",
                "--platform",
                "wasi/wasm",
                "--runtime",
                "io.containerd.wasmtime.v1",
                "-e",
                "GIVEN=" + word,
                "app",
                "two words",
                "43");
        assertEquals(word.toUpperCase(java.util.Locale.ROOT), run.text());
        assertEquals("two words " + word + "\n", run.errors());
        assertEquals(43, run.code());
        assertTrue(user.call("doctor", "--rootless").text().contains("driver wasm: "));
        assertEquals("wasi/wasm", daemon.says("image", "inspect", "-f", "{{.Os}}/{{.Architecture}}", "app"));
    }

    @Test
    void aDockerfileWithoutRunMakesAnImage() throws Exception {
        Path context = Files.createDirectory(user.home().resolve("context"));
        Files.write(context.resolve("app.wasm"), WasmPrograms.compile(PROGRAM));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM scratch
                COPY app.wasm /
                ENTRYPOINT ["/app.wasm"]
                """);
        var built = Outcome.of(
                List.of("docker", "-H", user.host(), "build", "--platform", "wasi/wasm", "-t", "built", "" + context),
                Map.of("DOCKER_BUILDKIT", "0"),
                new byte[0]);
        assertEquals(0, built.code(), built.seen());
        assertEquals(7, daemon.docker("run", "--rm", "built", "x", "7").code());
    }

    @Test
    void filesAreCopiedInAndOut() throws Exception {
        var word = nonce();
        daemon.says("run", "--name", "writer", "app", "write", word);
        Path out = user.home().resolve("out-" + word);
        daemon.says("cp", "writer:/out", out.toString());
        assertEquals(word, Files.readString(out));
        daemon.says("create", "--name", "reader", "app", "read", "/given");
        daemon.says("cp", out.toString(), "reader:/given");
        assertEquals(word, daemon.says("start", "-a", "reader"));
    }

    @Test
    void aSpinningGuestIsKilled() throws Exception {
        var word = nonce();
        daemon.says("run", "-d", "--name", "spins", "app", "spin", word);
        spinning("spins", word);
        assertEquals("true", daemon.says("inspect", "-f", "{{.State.Running}}", "spins"));
        daemon.says("kill", "spins");
        assertEquals("137", daemon.says("wait", "spins"));
        assertEquals(word, daemon.says("logs", "spins"));
    }

    @Test
    void theLimitOfMemoryIsTheContainers() throws Exception {
        int pages = Integer.parseInt(daemon.says("run", "--rm", "--memory", "32m", "app", "grow"));
        assertTrue(pages <= 512 && pages > 512 - 16, pages + " of 512");
        assertTrue(Integer.parseInt(daemon.says("run", "--rm", "app", "grow")) > 4096, "without a limit there is more");
    }

    @Test
    void whatCannotRunHereIsRefusedByName() throws Exception {
        imported("elf", Files.readAllBytes(Path.of("/bin/true")));
        var elf = daemon.docker("run", "--rm", "elf");
        assertEquals(125, elf.code(), elf.seen());
        assertTrue(elf.seen().contains("exec format error: this is an ELF program for a real machine"), elf.seen());
        for (var option : List.of("-t", "--network=host", "-p=80:80", "--privileged")) {
            var refused = daemon.docker("run", "--rm", option, "app", "x", "0");
            assertEquals(125, refused.code(), refused.seen());
            assertTrue(refused.seen().contains("driver wasm: "), refused.seen());
        }
    }

    @Test
    void aKilledDaemonsGuestHasExitedAndNothingIsLeft() throws Exception {
        var word = nonce();
        daemon.says("run", "-d", "--name", "lost", "app", "spin", word);
        spinning("lost", word);
        daemon.kill();
        assertEquals(List.of(), user.processes());
        daemon.launch();
        assertEquals("exited 137", daemon.says("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "lost"));
        var log = daemon.docker("logs", "lost");
        assertEquals(word + "\n", log.text());
        assertTrue(log.errors().contains("killed with the daemon"), log.errors());
        daemon.says("start", "lost");
        spinning("lost", word);
        var id = daemon.says("inspect", "-f", "{{.Id}}", "lost");
        Path containers = user.home().resolve(".local/share/sockerless/wasm/containers");
        assertTrue(Files.exists(containers.resolve(id)), containers.toString());
        daemon.says("rm", "-f", "lost");
        assertTrue(Files.notExists(containers.resolve(id)), "its files are gone with it");
    }
}
