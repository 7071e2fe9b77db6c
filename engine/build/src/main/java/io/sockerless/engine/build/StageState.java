package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Command;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.ShellWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How far a stage has come: the image of its last step, and the configuration of the next one. */
final class StageState {
    static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final char escape;
    private final BuildArguments.Stage arguments;
    private final Map<String, Object> config;
    private String image;
    private String author = "";
    boolean cmdSet;

    /**
     * @param image an id, empty for scratch
     * @param config of that image
     */
    StageState(String image, Map<String, Object> config, BuildArguments.Stage arguments, char escape) {
        this.image = image;
        this.config = new LinkedHashMap<>(config);
        this.arguments = arguments;
        this.escape = escape;
        this.config.remove("OnBuild");
        if (environment().stream().noneMatch(entry -> entry.startsWith("PATH="))) {
            List<String> env = new ArrayList<>(environment());
            env.add(DEFAULT_PATH);
            this.config.put("Env", env);
        }
    }

    String image() {
        return image;
    }

    void image(String id) {
        image = id;
    }

    String author() {
        return author;
    }

    void author(String name) {
        author = name;
    }

    BuildArguments.Stage arguments() {
        return arguments;
    }

    /** The configuration, to be changed in place. */
    Map<String, Object> config() {
        return config;
    }

    String text(String field) {
        return OciJson.string(config, field);
    }

    List<String> environment() {
        return OciJson.strings(config, "Env");
    }

    Set<String> environmentNames() {
        Set<String> names = new LinkedHashSet<>();
        environment().forEach(entry -> names.add(entry.split("=", 2)[0]));
        return names;
    }

    /** What words may use: arguments, and the environment before them. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>(arguments.values());
        environment().forEach(entry -> {
            String[] pair = entry.split("=", 2);
            variables.put(pair[0], pair.length > 1 ? pair[1] : "");
        });
        return variables;
    }

    String expand(String word) {
        return ShellWords.expand(word, variables(), escape);
    }

    List<String> expand(List<String> words) {
        Map<String, String> variables = variables();
        return words.stream()
                .map(word -> ShellWords.expand(word, variables, escape))
                .toList();
    }

    List<String> shell() {
        List<String> own = OciJson.strings(config, "Shell");
        return own.isEmpty() ? DEFAULT_SHELL : own;
    }

    /** The words of a command, the shell's before those of the shell form. */
    List<String> words(Command command) {
        return command.shell()
                ? Stream.concat(shell().stream(), command.words().stream()).toList()
                : command.words();
    }

    String directory() {
        String own = text("WorkingDir");
        return own.isEmpty() ? "/" : own;
    }

    /** A path of this stage: absolute, with the slash at its end if it had one. */
    String absolute(String path) {
        String whole = path.startsWith("/") ? path : directory() + "/" + path;
        boolean directory = path.endsWith("/") || path.equals(".") || path.endsWith("/.");
        String clean = "/" + TarTree.clean(whole);
        return directory && !clean.equals("/") ? clean + "/" : clean;
    }
}
