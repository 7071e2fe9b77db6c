package io.sockerless.frontends.cli;

import io.sockerless.frontends.daemon.Daemon;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "clean",
        description =
                "Removes every container, namespace, mount, bridge and firewall rule of a stopped daemon. Its images"
                        + " and volumes stay until its state directory is removed.",
        mixinStandardHelpOptions = true)
final class Clean implements Callable<Integer> {
    @Mixin
    Places places;

    @Override
    public Integer call() {
        Settings settings = Settings.read(places.config, System.getenv());
        Daemon.clean(places.state(settings), places.run(settings));
        return 0;
    }
}
