package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Our own daemon, and lines of a shell in which docker, buildx and docker compose use it. */
final class Buildx implements AutoCloseable {
    private static final String SUITE = "buildx";
    private static final Path PROGRAMS = Client.place(SUITE);

    private final Daemon daemon;
    private final Client client;

    Buildx(String name) throws IOException {
        daemon = Daemon.start(DaemonKind.SOCKERLESS, name);
        client = new Client(daemon, SUITE);
        Programs.run(List.of(
                "cp",
                "-r",
                PROGRAMS.resolve("cli-plugins").toString(),
                client.home().resolve(".docker").toString()));
    }

    Daemon daemon() {
        return daemon;
    }

    Place place() throws IOException {
        return new Place(UUID.randomUUID().toString(), Files.createTempDirectory(client.home(), "context"));
    }

    @Override
    public void close() throws IOException {
        client.keepLog(SUITE);
        client.close();
        daemon.close();
    }

    record Ended(int code, String output) {}

    /** A directory for one test, and a word that no other one knows: {@code $WORD}. */
    final class Place {
        private final String word;
        private final Path directory;

        private Place(String word, Path directory) {
            this.word = word;
            this.directory = directory;
        }

        String word() {
            return word;
        }

        Path directory() {
            return directory;
        }

        private Ended shell(String line) throws IOException, InterruptedException {
            Path output = Files.createTempFile(client.home(), "output", ".txt");
            Map<String, String> environment = Map.of(
                    "PATH",
                    PROGRAMS + ":" + Client.place("compose") + ":" + System.getenv("PATH"),
                    "BUILDKIT_PROGRESS",
                    "plain",
                    "WORD",
                    word);
            int code = client.run(directory, List.of("sh", "-c", line), environment, output);
            return new Ended(code, Files.readString(output, StandardCharsets.UTF_8));
        }

        String succeeds(String line) throws IOException, InterruptedException {
            Ended ended = shell(line);
            assertEquals(0, ended.code(), ended::output);
            return ended.output();
        }

        String fails(String line) throws IOException, InterruptedException {
            Ended ended = shell(line);
            assertNotEquals(0, ended.code(), ended::output);
            return ended.output();
        }

        void file(String name, String text) throws IOException {
            Path path = directory.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
    }
}
