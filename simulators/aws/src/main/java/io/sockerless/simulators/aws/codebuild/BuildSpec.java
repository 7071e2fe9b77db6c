package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a build does, of version 0.2 of the format.
 *
 * @param shell that runs the commands
 * @param parameters names of variables, and the parameters of Systems Manager that they come from
 * @param secrets names of variables, and the secrets that they come from
 * @param phases by their names, in their order
 * @param artifacts what is kept of it
 * @see <a href="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html">Build specification reference</a>
 */
record BuildSpec(
        String shell,
        Map<String, String> variables,
        Map<String, String> parameters,
        Map<String, String> secrets,
        Map<String, Phase> phases,
        ArtifactFiles artifacts) {
    static final List<String> PHASES = List.of("install", "pre_build", "build", "post_build");
    private static final String BAD = "YAML_FILE_ERROR";

    /** @param goesOn whether the next phase follows even if this one fails */
    record Phase(List<String> commands, List<String> last, boolean goesOn) {}

    static BuildSpec parse(String text) throws BuildException {
        JsonNode tree;
        try {
            Object loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
            tree = Json.MAPPER.valueToTree(loaded);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw bad(e.getMessage().lines().findFirst().orElse("it is no YAML"));
        }
        if (!tree.isObject()) {
            throw bad("it is no map");
        }
        // Without caches of the project's there is nothing that those would say.
        only(tree, "", Set.of("version", "env", "phases", "artifacts", "cache"));
        String version = tree.path("version").asText();
        if (!version.equals("0.2")) {
            throw bad(version.equals("0.1") ? "version 0.1 is not simulated" : "invalid version: " + version);
        }
        JsonNode env = tree.path("env");
        only(env, "env: ", Set.of("shell", "variables", "parameter-store", "secrets-manager"));
        String shell = env.path("shell").asText("sh");
        if (!Set.of("sh", "bash", "/bin/sh").contains(shell)) {
            throw bad("env: shell " + shell + " is not supported on Linux");
        }
        only(tree.path("phases"), "phases: ", Set.copyOf(PHASES));
        Map<String, Phase> phases = new LinkedHashMap<>();
        for (String name : PHASES) {
            if (tree.path("phases").hasNonNull(name)) {
                phases.put(name, phase(name, tree.path("phases").get(name)));
            }
        }
        if (phases.isEmpty()) {
            throw bad("phases: at least one phase has to be there");
        }
        return new BuildSpec(
                shell,
                texts(env, "variables"),
                texts(env, "parameter-store"),
                texts(env, "secrets-manager"),
                phases,
                artifacts(tree.path("artifacts")));
    }

    private static Phase phase(String name, JsonNode phase) throws BuildException {
        only(phase, name + ": ", Set.of("commands", "finally", "on-failure"));
        String otherwise = name.equals("build") ? "CONTINUE" : "ABORT";
        String failing = phase.path("on-failure").asText(otherwise);
        if (!Set.of("ABORT", "CONTINUE").contains(failing)) {
            throw bad(name + ": on-failure " + failing + " is not simulated");
        }
        List<String> commands = commands(name, phase.path("commands"));
        List<String> last = commands(name, phase.path("finally"));
        if (commands.isEmpty() && last.isEmpty()) {
            throw bad(name + ": there are no commands");
        }
        return new Phase(commands, last, failing.equals("CONTINUE"));
    }

    private static List<String> commands(String name, JsonNode list) throws BuildException {
        List<String> commands = new ArrayList<>();
        for (JsonNode command : list.isTextual() ? List.of(list) : list) {
            if (!command.isValueNode()) {
                throw bad(name + ": a command is no text: " + command);
            }
            commands.add(command.asText());
        }
        return commands;
    }

    private static ArtifactFiles artifacts(JsonNode said) throws BuildException {
        only(said, "artifacts: ", Set.of("files", "name", "discard-paths", "base-directory", "exclude-paths"));
        List<String> files = commands("artifacts", said.path("files"));
        List<String> excluded = commands("artifacts", said.path("exclude-paths"));
        if (!said.isMissingNode() && files.isEmpty()) {
            throw bad("artifacts: there are no files");
        }
        String discard = said.path("discard-paths").asText("no");
        if (!Set.of("yes", "no", "true", "false").contains(discard)) {
            throw bad("artifacts: discard-paths is yes or no");
        }
        return new ArtifactFiles(
                said.path("base-directory").asText(),
                files,
                excluded,
                Set.of("yes", "true").contains(discard),
                said.path("name").asText());
    }

    private static Map<String, String> texts(JsonNode env, String field) throws BuildException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : env.path(field).properties()) {
            if (!entry.getValue().isValueNode()) {
                throw bad("env: " + field + ": " + entry.getKey() + " is no text");
            }
            values.put(entry.getKey(), entry.getValue().asText());
        }
        return values;
    }

    private static void only(JsonNode map, String where, Set<String> known) throws BuildException {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!known.contains(entry.getKey())) {
                throw bad(where + entry.getKey() + " is unknown, or not simulated");
            }
        }
    }

    private static BuildException bad(String why) {
        return new BuildException(BAD, "Message: " + why);
    }
}
