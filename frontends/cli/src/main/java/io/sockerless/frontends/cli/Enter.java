package io.sockerless.frontends.cli;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.cli.doctor.RootlessNeeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the sockerless command asks when it is called without root: how to enter the namespaces in which the user is root
 * (decision 0013). Prints the words to put before the Java command, one a line; nothing when none are needed.
 */
@Command(name = "enter", hidden = true, description = "Prints how to serve or clean without root.")
final class Enter implements Callable<Integer> {
    @Parameters(arity = "1..*")
    List<String> command = List.of();

    @Override
    public Integer call() throws IOException {
        String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
        Serve serve = new Serve();
        Clean clean = new Clean();
        boolean serves = command.getFirst().equals("serve");
        CommandLine line = new CommandLine(serves ? serve : clean);
        try {
            if (line.parseArgs(arguments).isUsageHelpRequested()) {
                return 0;
            }
        } catch (CommandLine.ParameterException e) {
            return 0; // which the command itself will say better
        }
        words(serves ? serve.places : clean.places, serves ? Optional.of(serve) : Optional.empty())
                .forEach(System.out::println);
        return 0;
    }

    private static List<String> words(Places places, Optional<Serve> serve) throws IOException {
        Map<String, String> environment = System.getenv();
        UserPlaces user = UserPlaces.of(environment);
        Settings settings = Settings.read(places.config, environment, user.settings());
        String driver = serve.flatMap(given -> given.driver)
                .or(() -> settings.text("driver"))
                .orElse("linux");
        if (!driver.equals("linux") && !driver.equals("wasm")) {
            return List.of();
        }
        Path state = places.state.or(() -> settings.text("state").map(Path::of)).orElse(user.state());
        Optional<Path> usualRun = user.run();
        if (usualRun.isEmpty()
                && places.run.or(() -> settings.text("run").map(Path::of)).isEmpty()) {
            throw EngineException.invalid(
                    "cannot serve: this is not root, and XDG_RUNTIME_DIR is not set: log in as the"
                            + " user, or give --run and -H");
        }
        Path run = places.run(settings, state, user.state(), usualRun.orElse(Path.of("/")))
                .toAbsolutePath();
        List<String> words = new ArrayList<>(List.of("env"));
        words.add("SOCKERLESS_CONFIG="
                + environment.getOrDefault("SOCKERLESS_CONFIG", user.settings().toString()));
        // Where nft is, which users have not on their path.
        words.add("PATH=" + environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
                + ":/usr/local/sbin:/usr/sbin:/sbin");
        words.add("SOCKERLESS_STATE=" + state.toAbsolutePath());
        words.add("SOCKERLESS_RUN=" + run);
        boolean hosted = serve.filter(given -> !given.hosts.isEmpty()).isPresent()
                || !settings.list("hosts").isEmpty();
        if (!hosted) {
            words.add("SOCKERLESS_HOSTS=unix://" + usualRun.orElse(run).resolve("docker.sock"));
        }
        if (driver.equals("wasm")) {
            return words; // which needs the user's places, and no namespaces
        }
        RootlessNeeds needs = RootlessNeeds.of(environment);
        needs.require();
        words.addAll(List.of(AgentBinary.locate(run.resolve("bin")).toString(), "rootless"));
        words.addAll(List.of("--dir", run.resolve("rootless").toString()));
        words.addAll(List.of("--slirp", needs.slirp().toString(), "--ids", needs.ids(), "--"));
        return words;
    }
}
