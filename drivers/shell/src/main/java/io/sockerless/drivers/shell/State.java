package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a subshell gets a copy of. */
final class State {
    Variables variables = new Variables();
    Map<String, Command> functions = new HashMap<>();
    Map<String, String> aliases = new TreeMap<>();
    TreeSet<Character> options = new TreeSet<>();
    List<String> parameters = List.of();
    String name = "sh";
    String directory = "/";
    int umask = 022;
    int status;
    int background;
    int line = 1;
    int loops;
    int functionDepth;
    /** The builtin that runs, for its complaints. */
    String builtin = "";

    Descriptors descriptors = new Descriptors();

    State copy() {
        State copy = new State();
        copy.variables = variables.copy();
        copy.functions = new HashMap<>(functions);
        copy.aliases = new TreeMap<>(aliases);
        copy.options = new TreeSet<>(options);
        copy.parameters = new ArrayList<>(parameters);
        copy.name = name;
        copy.directory = directory;
        copy.umask = umask;
        copy.status = status;
        copy.background = background;
        copy.line = line;
        copy.loops = loops;
        copy.functionDepth = functionDepth;
        copy.builtin = builtin;
        copy.descriptors = descriptors.copy();
        return copy;
    }

    boolean option(char letter) {
        return options.contains(letter);
    }

    /** A path as the file system wants it. */
    String absolute(String path) {
        return path.startsWith("/") ? path : path.isEmpty() ? "" : directory.equals("/") ? "/" + path : directory + "/" + path;
    }
}
