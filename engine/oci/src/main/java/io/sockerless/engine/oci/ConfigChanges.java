package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code --change} instructions of {@code docker import} and {@code docker commit}: a few Dockerfile instructions
 * that edit the config section of an image.
 */
public final class ConfigChanges {
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");
    private static final Set<String> KNOWN = Set.of(
            "CMD",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "HEALTHCHECK",
            "LABEL",
            "ONBUILD",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");
    private static final Set<String> WITH_FLAGS = Set.of("HEALTHCHECK", "STOPSIGNAL");
    private static final Pattern CONTINUATION = Pattern.compile("\\\\[ \t]*(?:\n|\\z)");

    private final Map<String, Object> config;
    private boolean cmdSet;

    private ConfigChanges(Map<String, Object> config) {
        this.config = config;
    }

    /**
     * Applies the instructions in their order.
     *
     * @param config a config section; not changed
     * @param changes one or more instructions each, separated by line ends
     * @return the new config section
     * @throws EngineException INVALID in dockerd's words
     */
    public static Map<String, Object> apply(Map<String, Object> config, List<String> changes) {
        ConfigChanges edit = new ConfigChanges(new LinkedHashMap<>(config));
        List<String> instructions = CONTINUATION
                .matcher(String.join("\n", changes))
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (instructions.isEmpty() && !changes.isEmpty()) {
            throw EngineException.invalid("file with no instructions");
        }
        instructions.forEach(ConfigChanges::requireKnown);
        instructions.forEach(edit::instruction);
        return edit.config;
    }

    private void instruction(String line) {
        String[] parts = line.split("\\s+", 2);
        String name = parts[0].toUpperCase(Locale.ROOT);
        String written = parts.length > 1 ? parts[1].strip() : "";
        String rest = WITH_FLAGS.contains(name) ? written : withoutFlags(written);
        switch (name) {
            case "CMD" -> cmd(rest);
            case "ENTRYPOINT" -> entrypoint(rest);
            case "ENV" -> env(rest);
            case "EXPOSE" -> expose(rest);
            case "HEALTHCHECK" -> config.put("Healthcheck", Healthchecks.parse(rest));
            case "LABEL" -> label(rest);
            case "ONBUILD" -> onBuild(rest);
            case "STOPSIGNAL" -> config.put("StopSignal", expand(one(name, rest)));
            case "USER" -> config.put("User", expand(one(name, rest)));
            case "VOLUME" -> volume(rest);
            case "WORKDIR" -> workdir(expand(one(name, rest)));
            default -> throw new IllegalStateException("was found to be known: " + name);
        }
    }

    /** All of them are looked at before the first one counts. */
    private static void requireKnown(String line) {
        String name = line.split("\\s+", 2)[0];
        if (!KNOWN.contains(name.toUpperCase(Locale.ROOT))) {
            throw EngineException.invalid(name.toLowerCase(Locale.ROOT) + " is not a valid change command");
        }
    }

    /** Here no instruction but HEALTHCHECK has any; two dashes alone end them. */
    private static String withoutFlags(String rest) {
        if (!rest.startsWith("--")) {
            return rest;
        }
        String[] words = rest.split("\\s+", 2);
        if (!words[0].equals("--")) {
            throw EngineException.invalid(
                    "unknown flag: " + words[0].substring(2).split("=", 2)[0]);
        }
        return words.length > 1 ? words[1] : "";
    }

    private static String one(String name, String rest) {
        if (rest.isEmpty()) {
            throw EngineException.invalid(name + " requires exactly one argument");
        }
        return rest;
    }

    private static List<String> some(String name, List<String> words) {
        if (words.isEmpty()) {
            throw EngineException.invalid(name + " requires at least one argument");
        }
        return words;
    }

    private void cmd(String rest) {
        config.put("Cmd", rest.isEmpty() ? shell() : command(rest, shell()));
        cmdSet = true;
    }

    private void entrypoint(String rest) {
        config.put("Entrypoint", command(rest, shell()));
        if (!cmdSet) {
            config.remove("Cmd"); // a command made for another entrypoint makes no sense with this one
        }
    }

    private List<String> shell() {
        List<String> own = OciJson.strings(config, "Shell");
        return own.isEmpty() ? DEFAULT_SHELL : own;
    }

    /** The exec form if it begins with an array of strings in JSON, else the shell form. */
    static List<String> command(String rest, List<String> shell) {
        return array(rest)
                .orElseGet(() -> rest.isEmpty()
                        ? List.of()
                        : Stream.concat(shell.stream(), Stream.of(rest)).toList());
    }

    /**
     * The strings of the JSON array that an argument begins with; empty if it begins with none.
     *
     * @throws EngineException INVALID if something else than a string is in it
     */
    static Optional<List<String>> array(String rest) {
        return OciJson.leadingArray(rest)
                .map(words -> words.stream()
                        .map(word -> {
                            if (word instanceof String text) {
                                return text;
                            }
                            throw EngineException.invalid(
                                    "when using JSON array syntax, arrays must be comprised of strings only");
                        })
                        .toList());
    }

    private static List<String> words(String rest) {
        return Stream.of(rest.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    private void env(String rest) {
        List<String> env = new ArrayList<>(OciJson.strings(config, "Env"));
        pairs("ENV", rest).forEach((key, value) -> {
            String entry = key + "=" + value;
            for (int i = 0; i < env.size(); i++) {
                if (env.get(i).split("=", 2)[0].equals(key)) {
                    env.set(i, entry);
                    return;
                }
            }
            env.add(entry);
        });
        config.put("Env", env);
    }

    private void label(String rest) {
        Map<String, Object> labels = new TreeMap<>(OciJson.object(config, "Labels"));
        labels.putAll(pairs("LABEL", rest));
        config.put("Labels", labels);
    }

    private Map<String, String> pairs(String name, String rest) {
        List<String> words = some(name, ShellWords.split(rest));
        Map<String, String> out = new LinkedHashMap<>();
        if (!words.getFirst().contains("=")) {
            String[] old = rest.split("\\s+", 2);
            if (old.length < 2) {
                throw EngineException.invalid(name + " must have two arguments");
            }
            out.put(expand(old[0]), expand(old[1]));
            return out;
        }
        for (String word : words) {
            int equals = requireEquals(word);
            if (equals == 0) {
                throw EngineException.invalid(name + " names can not be blank");
            }
            out.put(expand(word.substring(0, equals)), expand(word.substring(equals + 1)));
        }
        return out;
    }

    private void expose(String rest) {
        Map<String, Object> ports = new TreeMap<>(OciJson.object(config, "ExposedPorts"));
        for (String word : some("EXPOSE", words(rest))) {
            words(expand(word)).forEach(spec -> ExposedPorts.parse(spec).forEach(port -> ports.put(port, Map.of())));
        }
        config.put("ExposedPorts", ports);
    }

    private void onBuild(String rest) {
        some("ONBUILD", words(rest));
        String first = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        switch (first) {
            case "ONBUILD" -> throw EngineException.invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER", "FROM" -> throw EngineException.invalid(first + " isn't allowed as an ONBUILD trigger");
            default -> {
                requireReadable(first, rest.substring(first.length()).strip());
                List<String> all = new ArrayList<>(OciJson.strings(config, "OnBuild"));
                all.add(rest);
                config.put("OnBuild", all);
            }
        }
    }

    /** A trigger need not make sense, but its words have to be told apart. */
    private static void requireReadable(String name, String rest) {
        switch (name) {
            case "ENV", "LABEL" -> {
                List<String> words = ShellWords.split(rest);
                if (words.size() == 1 && !words.getFirst().contains("=")) {
                    throw EngineException.invalid(name + " must have two arguments");
                }
                if (!words.isEmpty() && words.getFirst().contains("=")) {
                    words.forEach(ConfigChanges::requireEquals);
                }
            }
            case "ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME" -> array(rest);
            default -> {}
        }
    }

    private static int requireEquals(String word) {
        int equals = word.indexOf('=');
        if (equals < 0) {
            throw EngineException.invalid(
                    "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
        }
        return equals;
    }

    private void volume(String rest) {
        Map<String, Object> volumes = new TreeMap<>(OciJson.object(config, "Volumes"));
        for (String word : some("VOLUME", array(rest).orElseGet(() -> words(rest)))) {
            String path = expand(word).strip();
            if (path.isEmpty()) {
                throw EngineException.invalid("VOLUME specified can not be an empty string");
            }
            volumes.put(path, Map.of());
        }
        config.put("Volumes", volumes);
    }

    private void workdir(String path) {
        if (path.isEmpty()) {
            throw EngineException.invalid("cannot normalize nothing");
        }
        Path before = Path.of("/").resolve(OciJson.string(config, "WorkingDir"));
        boolean absolute = path.startsWith("/"); // then it is kept to the letter
        config.put(
                "WorkingDir", absolute ? path : before.resolve(path).normalize().toString());
    }

    private String expand(String word) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : OciJson.strings(config, "Env")) {
            String[] pair = entry.split("=", 2);
            environment.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        return ShellWords.expand(word, environment);
    }
}
