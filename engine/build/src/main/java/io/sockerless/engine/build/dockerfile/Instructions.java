package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.Healthchecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What statements mean. */
final class Instructions {
    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
    private static final Set<String> HEALTH_OPTIONS =
            Set.of("interval", "timeout", "start-period", "start-interval", "retries");

    private Instructions() {}

    static Instruction of(Statement statement) {
        Source source = statement.source();
        return switch (statement.upper()) {
            case "ADD" -> FileInstructions.add(statement);
            case "ARG" -> arg(statement);
            case "CMD" -> new Instruction.Cmd(source, command(plain(statement)));
            case "COPY" -> FileInstructions.copy(statement);
            case "ENTRYPOINT" -> new Instruction.Entrypoint(source, command(plain(statement)));
            case "ENV" -> new Instruction.Env(source, pairs(plain(statement)));
            case "EXPOSE" ->
                new Instruction.Expose(
                        source, some(plain(statement)).stream().sorted().toList());
            case "FROM" -> from(statement);
            case "HEALTHCHECK" -> healthcheck(statement);
            case "LABEL" -> new Instruction.Label(source, pairs(plain(statement)));
            case "MAINTAINER" -> new Instruction.Maintainer(source, one(plain(statement)));
            case "ONBUILD" -> onBuild(statement);
            case "RUN" -> run(statement);
            case "SHELL" -> shell(plain(statement));
            case "STOPSIGNAL" -> new Instruction.StopSignal(source, one(statement)); // dockerd passes over flags of it
            case "USER" -> new Instruction.User(source, one(plain(statement)));
            case "VOLUME" -> new Instruction.Volume(source, volumes(plain(statement)));
            case "WORKDIR" -> new Instruction.Workdir(source, one(plain(statement)));
            default ->
                throw DockerfileError.of(
                        "unknown instruction: " + statement.upper(), "unknown instruction: " + statement.name());
        };
    }

    private static Statement plain(Statement statement) {
        Flags.none(statement);
        return statement;
    }

    private static String one(Statement statement) {
        if (statement.arguments().isEmpty()) {
            throw DockerfileError.of(statement.upper() + " requires exactly one argument");
        }
        return statement.arguments().getFirst();
    }

    private static List<String> some(Statement statement) {
        if (statement.arguments().isEmpty()) {
            throw DockerfileError.of(statement.upper() + " requires at least one argument");
        }
        return statement.arguments();
    }

    private static Command command(Statement statement) {
        return new Command(!statement.json(), statement.arguments());
    }

    private static List<Instruction.Pair> pairs(Statement statement) {
        List<String> words = some(statement);
        List<Instruction.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (words.get(i).isEmpty()) {
                throw DockerfileError.of(statement.upper() + " names can not be blank");
            }
            pairs.add(new Instruction.Pair(words.get(i), words.get(i + 1)));
        }
        return List.copyOf(pairs);
    }

    private static Instruction arg(Statement statement) { // dockerd passes over flags of it
        List<Instruction.Parameter> parameters = new ArrayList<>();
        for (String word : some(statement)) {
            int equals = word.indexOf('=');
            if (equals == 0) {
                throw DockerfileError.of("ARG names can not be blank");
            }
            parameters.add(
                    equals < 0
                            ? new Instruction.Parameter(word, Optional.empty())
                            : new Instruction.Parameter(
                                    word.substring(0, equals), Optional.of(word.substring(equals + 1))));
        }
        return new Instruction.Arg(statement.source(), List.copyOf(parameters));
    }

    private static Instruction from(Statement statement) {
        List<String> words = statement.arguments();
        String alias = "";
        if (words.size() == 3 && words.get(1).equalsIgnoreCase("as")) {
            alias = words.get(2).toLowerCase(Locale.ROOT);
            if (!STAGE_NAME.matcher(alias).matches()) {
                throw DockerfileError.of("invalid name for build stage: " + Words.quote(words.get(2))
                        + ", name can't start with a number or contain symbols");
            }
        } else if (words.size() != 1) {
            throw DockerfileError.of("FROM requires either one or three arguments");
        }
        Flags flags = Flags.parse(statement, Set.of(), Set.of("platform"), Set.of());
        return new Instruction.From(statement.source(), words.getFirst(), flags.text("platform"), alias);
    }

    private static Instruction healthcheck(Statement statement) {
        List<String> words = some(statement);
        String kind = words.getFirst().toUpperCase(Locale.ROOT);
        if (kind.equals("NONE")) {
            if (words.size() > 1) {
                throw DockerfileError.of("HEALTHCHECK NONE takes no arguments");
            }
            return new Instruction.Healthcheck(statement.source(), Map.of("Test", List.of("NONE")));
        }
        Flags.parse(statement, Set.of(), HEALTH_OPTIONS, Set.of());
        try {
            return new Instruction.Healthcheck(statement.source(), Healthchecks.parse(statement.written()));
        } catch (EngineException e) {
            throw DockerfileError.of(e.getMessage());
        }
    }

    private static Instruction onBuild(Statement statement) {
        String first = Words.BLANKS.split(some(statement).getFirst(), 2)[0].toUpperCase(Locale.ROOT);
        Flags.none(statement);
        switch (first) {
            case "ONBUILD" -> throw DockerfileError.of("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER", "FROM" -> throw DockerfileError.of(first + " isn't allowed as an ONBUILD trigger");
            default -> {}
        }
        StringBuilder trigger = new StringBuilder(statement.rest());
        for (Heredoc document : statement.heredocs()) {
            trigger.append('\n').append(document.content()).append(document.name());
        }
        return new Instruction.OnBuild(statement.source(), trigger.toString());
    }

    private static Instruction run(Statement statement) {
        Flags flags = Flags.parse(statement, Set.of(), Set.of("network", "security"), Set.of("mount", "device"));
        List<RunMount> mounts =
                flags.all("mount").stream().map(RunMounts::parse).toList();
        String network = flags.text("network");
        if (!network.isEmpty() && !Set.of("default", "none", "host").contains(network)) {
            throw DockerfileError.of("invalid network mode " + Words.quote(network));
        }
        String security = flags.text("security");
        if (!security.isEmpty() && !Set.of("sandbox", "insecure").contains(security)) {
            throw DockerfileError.of("security " + Words.quote(security) + " is not valid");
        }
        if (security.equals("insecure")) {
            throw DockerfileError.of("security mode \"insecure\" is not supported by this builder");
        }
        if (!flags.all("device").isEmpty()) {
            throw DockerfileError.of(
                    "RUN --device is not supported: there are no devices of the Container Device Interface");
        }
        return new Instruction.Run(
                statement.source(), command(statement), statement.heredocs(), mounts, network, security);
    }

    private static Instruction shell(Statement statement) {
        List<String> words = some(statement);
        if (!statement.json()) {
            throw DockerfileError.of("SHELL requires the arguments to be in JSON form");
        }
        return new Instruction.Shell(statement.source(), words);
    }

    private static List<String> volumes(Statement statement) {
        List<String> paths = some(statement).stream().map(String::strip).toList();
        if (paths.contains("")) {
            throw DockerfileError.of("VOLUME specified can not be an empty string");
        }
        return paths;
    }
}
