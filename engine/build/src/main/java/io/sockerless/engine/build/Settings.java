package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Signal;
import io.sockerless.engine.oci.ExposedPorts;
import io.sockerless.engine.oci.OciJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Instructions that change an image's configuration and no files. Each gives the remark that the history has of it. */
final class Settings {
    private final StageState stage;

    Settings(StageState stage) {
        this.stage = stage;
    }

    String env(Instruction.Env instruction) {
        List<String> env = new ArrayList<>(stage.environment());
        StringBuilder remark = new StringBuilder("ENV");
        Map<String, String> pairs = expanded(instruction.pairs());
        pairs.forEach((key, value) -> {
            remark.append(' ').append(key).append('=').append(value);
            set(env, key, value);
        });
        stage.config().put("Env", env);
        return remark.toString();
    }

    private static void set(List<String> env, String key, String value) {
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).split("=", 2)[0].equals(key)) {
                env.set(i, key + "=" + value);
                return;
            }
        }
        env.add(key + "=" + value);
    }

    private Map<String, String> expanded(List<Instruction.Pair> pairs) {
        Map<String, String> expanded = new LinkedHashMap<>();
        pairs.forEach(pair -> expanded.put(stage.expand(pair.key()), stage.expand(pair.value())));
        return expanded;
    }

    String label(Instruction.Label instruction) {
        return label(expanded(instruction.pairs()));
    }

    String label(Map<String, String> labels) {
        Map<String, Object> all = new TreeMap<>(OciJson.object(stage.config(), "Labels"));
        all.putAll(labels);
        stage.config().put("Labels", all);
        return labels.entrySet().stream()
                .map(label -> " " + label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining("", "LABEL", ""));
    }

    String maintainer(Instruction.Maintainer instruction) {
        stage.author(instruction.name());
        return "MAINTAINER " + instruction.name();
    }

    String onBuild(Instruction.OnBuild instruction) {
        List<String> triggers = new ArrayList<>(OciJson.strings(stage.config(), "OnBuild"));
        triggers.add(instruction.trigger());
        stage.config().put("OnBuild", triggers);
        return "ONBUILD " + instruction.trigger();
    }

    String cmd(Instruction.Cmd instruction) {
        List<String> words = stage.words(instruction.command());
        stage.config().put("Cmd", words);
        stage.cmdSet = !words.isEmpty();
        return "CMD " + quoted(words);
    }

    String entrypoint(Instruction.Entrypoint instruction) {
        // Nothing at all resets it; of CMD it makes a shell without anything to do.
        List<String> words = instruction.command().words().isEmpty() ? List.of() : stage.words(instruction.command());
        stage.config().put("Entrypoint", words.isEmpty() ? null : words);
        if (!stage.cmdSet) {
            stage.config().put("Cmd", null); // a command made for another entrypoint makes no sense with this one
        }
        return "ENTRYPOINT " + quoted(words);
    }

    String expose(Instruction.Expose instruction) {
        Map<String, Object> ports = new TreeMap<>(OciJson.object(stage.config(), "ExposedPorts"));
        TreeSet<String> named = new TreeSet<>();
        for (String word : instruction.ports()) {
            for (String spec : stage.expand(word).strip().split("\\s+")) {
                named.add(spec);
                exposed(spec).forEach(port -> ports.put(port, Map.of()));
            }
        }
        stage.config().put("ExposedPorts", ports);
        return "EXPOSE " + String.join(" ", named);
    }

    /** In a Dockerfile dockerd has an upper-case letter for what it writes small elsewhere. */
    private static List<String> exposed(String spec) {
        try {
            return ExposedPorts.parse(spec);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), e.getMessage().replaceFirst("^invalid proto", "Invalid proto"), e);
        }
    }

    String user(Instruction.User instruction) {
        String user = stage.expand(instruction.user());
        stage.config().put("User", user);
        return "USER " + user;
    }

    String volume(Instruction.Volume instruction) {
        Map<String, Object> volumes = new TreeMap<>(OciJson.object(stage.config(), "Volumes"));
        List<String> paths = stage.expand(instruction.paths());
        paths.forEach(path -> {
            if (path.isBlank()) {
                throw EngineException.invalid("VOLUME specified can not be an empty string");
            }
            volumes.put(path, Map.of());
        });
        stage.config().put("Volumes", volumes);
        return "VOLUME [" + String.join(" ", paths) + "]";
    }

    String stopSignal(Instruction.StopSignal instruction) {
        String signal = stage.expand(instruction.signal());
        Signal.parse(signal);
        stage.config().put("StopSignal", signal);
        return "STOPSIGNAL " + signal;
    }

    String shell(Instruction.Shell instruction) {
        stage.config().put("Shell", instruction.words());
        return "SHELL [" + String.join(" ", instruction.words()) + "]";
    }

    String healthcheck(Instruction.Healthcheck instruction) {
        stage.config().put("Healthcheck", instruction.value());
        return "HEALTHCHECK " + GoHealth.text(instruction.value());
    }

    String workdir(String path) {
        String expanded = stage.expand(path);
        if (expanded.isEmpty()) {
            throw EngineException.invalid("cannot normalize nothing");
        }
        String whole = stage.absolute(expanded);
        stage.config()
                .put(
                        "WorkingDir",
                        whole.length() > 1 && whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole);
        return "WORKDIR " + stage.text("WorkingDir");
    }

    String arg(Instruction.Arg instruction) {
        StringBuilder remark = new StringBuilder("ARG");
        for (Instruction.Parameter parameter : instruction.parameters()) {
            var value = parameter.value().map(stage::expand);
            stage.arguments().declare(parameter.key(), value);
            remark.append(' ').append(parameter.key());
            value.ifPresent(v -> remark.append('=').append(v));
        }
        return remark.toString();
    }

    /** As Go writes lists of texts: {@code ["a" "b"]}. */
    private static String quoted(List<String> words) {
        return words.stream().map(GoHealth::quoted).collect(Collectors.joining(" ", "[", "]"));
    }
}
