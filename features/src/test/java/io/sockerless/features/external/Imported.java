package io.sockerless.features.external;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Images made of a root file system. */
final class Imported {
    /** Serves its variable WORD over HTTP at port 8080. */
    private static final String WEB =
            "CMD [\"sh\", \"-c\", \"mkdir -p /www; echo $WORD >/www/word; exec httpd -f -p 8080 -h /www\"]";

    private Imported() {}

    /** What pipelines run in, named runner, and a service, named web. */
    static void runnerAndWeb(Daemon daemon, Path rootfs) throws IOException {
        image(daemon, rootfs, "runner", "CMD [\"sh\"]");
        web(daemon, rootfs);
    }

    /** A service, named web. */
    static void web(Daemon daemon, Path rootfs) throws IOException {
        image(daemon, rootfs, "web", WEB);
    }

    private static void image(Daemon daemon, Path rootfs, String name, String change) throws IOException {
        var command = List.of("docker", "-H", daemon.host(), "import", "--change", change, rootfs.toString(), name);
        Programs.run(daemon.machine().inside(rootfs.getParent(), command));
    }
}
