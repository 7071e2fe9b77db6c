package io.sockerless.features.external;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images that Testcontainers itself starts, by the names that it asks for. */
final class TestcontainersImages {
    private static final Path PLACE = Path.of("target/external/testcontainers").toAbsolutePath();

    /** By the versions for Java 2.0.5 and for Go 0.40.0. */
    private static final List<String> RYUK = List.of("testcontainers/ryuk:0.14.0", "testcontainers/ryuk:0.13.0");

    /** Started to see whether files of this machine can be mounted. */
    private static final String TINY = "alpine:3.17";

    private static final String SOCAT = "alpine/socat:1.7.4.3-r0";

    private TestcontainersImages() {}

    static void load(Daemon daemon) throws IOException {
        docker(daemon, "import", "--change", "ENTRYPOINT [\"/bin/ryuk\"]", "ryuk.tar", RYUK.getFirst());
        docker(daemon, "tag", RYUK.getFirst(), RYUK.getLast());
        docker(daemon, "tag", "alpine:latest", TINY);
        docker(daemon, "import", "--change", "ENTRYPOINT [\"socat\"]", "socat.tar", SOCAT);
    }

    private static void docker(Daemon daemon, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "-H", daemon.host()));
        command.addAll(List.of(arguments));
        Programs.run(daemon.machine().inside(PLACE, command));
    }
}
