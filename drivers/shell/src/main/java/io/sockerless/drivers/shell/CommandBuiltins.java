package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Parser;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What commands there are. */
final class CommandBuiltins {
    private CommandBuiltins() {}

    static void addTo(Map<String, Builtins.Builtin> all) {
        all.put("command", CommandBuiltins::command);
        all.put("type", (shell, args) -> tell(shell, args, true));
        all.put("hash", CommandBuiltins::hash);
        all.put("alias", CommandBuiltins::alias);
        all.put("unalias", CommandBuiltins::unalias);
    }

    private static int command(Interpreter shell, List<String> args) {
        int i = 0;
        char tells = 0;
        for (; i < args.size() && args.get(i).startsWith("-") && args.get(i).length() > 1; i++) {
            String word = args.get(i);
            if (word.equals("--")) {
                i++;
                break;
            }
            for (char c : word.substring(1).toCharArray()) {
                if (c != 'v' && c != 'V' && c != 'p') {
                    throw new Control.Failure("Illegal option -" + c);
                }
                tells = c == 'p' ? tells : c;
            }
        }
        List<String> words = args.subList(i, args.size());
        if (words.isEmpty()) {
            return 0;
        }
        if (tells != 0) {
            return tell(shell, words, tells == 'V');
        }
        shell.plain(words);
        return shell.state.status;
    }

    private static int tell(Interpreter shell, List<String> names, boolean much) {
        int status = 0;
        for (String name : names) {
            String told = told(shell, name, much);
            if (told.isEmpty()) {
                status = 127;
                if (much) {
                    shell.out(name + ": not found\n");
                }
            } else {
                shell.out(told + "\n");
            }
        }
        return status;
    }

    private static String told(Interpreter shell, String name, boolean much) {
        if (Parser.keyword(name)) {
            return much ? name + " is a shell keyword" : name;
        }
        String alias = shell.state.aliases.get(name);
        if (alias != null) {
            return much ? name + " is an alias for " + alias : "alias " + name + "=" + Quoting.always(alias);
        }
        if (shell.state.functions.containsKey(name) && !Builtins.special(name)) {
            return much ? name + " is a shell function" : name;
        }
        if (Builtins.has(name)) {
            return much ? name + " is a " + (Builtins.special(name) ? "special " : "") + "shell builtin" : name;
        }
        Optional<String> path = shell.find(name)
                .filter(p -> shell.world.files().may(shell.state.absolute(p), FileView.Access.EXECUTE));
        return path.map(p -> much ? name + " is " + p : p).orElse("");
    }

    private static int hash(Interpreter shell, List<String> args) {
        int status = 0;
        for (String name : args) {
            if (!name.equals("-r") && !Builtins.has(name) && shell.find(name).isEmpty()) {
                shell.complain(name + ": not found");
                status = 1;
            }
        }
        return status;
    }

    private static int alias(Interpreter shell, List<String> args) {
        int status = 0;
        if (args.isEmpty()) {
            shell.state.aliases.forEach((name, value) -> shell.out(name + "=" + Quoting.always(value) + "\n"));
        }
        for (String word : args) {
            int equals = word.indexOf('=', 1);
            if (equals > 0) {
                shell.state.aliases.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (shell.state.aliases.containsKey(word)) {
                shell.out(word + "=" + Quoting.always(shell.state.aliases.get(word)) + "\n");
            } else {
                shell.error("alias: " + word + " not found\n");
                status = 1;
            }
        }
        return status;
    }

    private static int unalias(Interpreter shell, List<String> args) {
        int status = 0;
        for (String word : args) {
            if (word.equals("-a")) {
                shell.state.aliases.clear();
            } else if (shell.state.aliases.remove(word) == null) {
                shell.error("unalias: " + word + " not found\n");
                status = 1;
            }
        }
        return status;
    }
}
