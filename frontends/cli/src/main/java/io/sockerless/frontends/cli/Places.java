package io.sockerless.frontends.cli;

import io.sockerless.frontends.daemon.DaemonConfig;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say where a daemon keeps its things. */
final class Places {
    @Option(names = "--state", paramLabel = "DIR", description = "Durable state (default: /var/lib/sockerless).")
    Optional<Path> state = Optional.empty();

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Sockets and namespaces of this uptime (default: /run/sockerless, or a directory below it that"
                            + " belongs to --state).")
    Optional<Path> run = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings (default: /etc/sockerless/sockerless.yaml).")
    Optional<Path> config = Optional.empty();

    Path state(Settings settings) {
        return state.or(() -> settings.text("state").map(Path::of)).orElse(DaemonConfig.DEFAULT_STATE);
    }

    /** Daemons with different state directories must not meet in one run directory. */
    Path run(Settings settings) {
        return run(settings, state(settings), DaemonConfig.DEFAULT_STATE, Path.of("/run/sockerless"));
    }

    /**
     * @param state what goes with it
     * @param usual the state directory of the default run directory
     */
    Path run(Settings settings, Path state, Path usual, Path usualRun) {
        Path chosen = state.toAbsolutePath().normalize();
        return run.or(() -> settings.text("run").map(Path::of))
                .orElseGet(() -> chosen.equals(usual)
                        ? usualRun
                        : usualRun.resolve(
                                HexFormat.of().toHexDigits(chosen.toString().hashCode())));
    }
}
