package io.sockerless.drivers.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands that are the shell's own. */
final class Builtins {
    interface Builtin {
        /** @param args without the name @return its status */
        int run(Interpreter shell, List<String> args);
    }

    private static final Set<String> SPECIAL = Set.of(
            ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
            "times", "trap", "unset");
    private static final Map<String, Builtin> ALL = new HashMap<>();

    static {
        ALL.put(":", (_, _) -> 0);
        ALL.put("true", (_, _) -> 0);
        ALL.put("false", (_, _) -> 1);
        FlowBuiltins.addTo(ALL);
        CommandBuiltins.addTo(ALL);
        VariableBuiltins.addTo(ALL);
        ProcessBuiltins.addTo(ALL);
        FileBuiltins.addTo(ALL);
        ALL.put("getopts", Getopts::run);
        ALL.put("read", Read::run);
        ALL.put("echo", Printing::echo);
        ALL.put("printf", Printing::printf);
        ALL.put("test", (shell, args) -> new Test(shell, args).run());
        ALL.put("[", Test::bracket);
    }

    private Builtins() {}

    static boolean special(String name) {
        return SPECIAL.contains(name);
    }

    static boolean has(String name) {
        return ALL.containsKey(name);
    }

    static int run(Interpreter shell, List<String> words) {
        return ALL.get(words.getFirst()).run(shell, words.subList(1, words.size()));
    }

    /** @throws Control.Failure as dash says it */
    static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Control.Failure("Illegal number: " + text);
        }
        return Integer.parseInt(text);
    }
}
