package io.sockerless.drivers.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Builtins for variables and options. */
final class VariableBuiltins {
    private VariableBuiltins() {}

    static void addTo(Map<String, Builtins.Builtin> all) {
        all.put("export", (shell, args) -> mark(shell, args, "export", Variables.Variable::exported, Variables::export));
        all.put(
                "readonly",
                (shell, args) -> mark(shell, args, "readonly", Variables.Variable::readonly, Variables::readonly));
        all.put("local", VariableBuiltins::local);
        all.put("unset", VariableBuiltins::unset);
        all.put("set", VariableBuiltins::set);
    }

    private static int mark(
            Interpreter shell,
            List<String> args,
            String command,
            Predicate<Variables.Variable> marked,
            BiConsumer<Variables, String> mark) {
        Variables variables = shell.state.variables;
        List<String> words = new ArrayList<>(args);
        boolean prints = !words.isEmpty() && words.getFirst().equals("-p");
        if (prints || !words.isEmpty() && words.getFirst().equals("--")) {
            words.removeFirst();
        }
        if (words.isEmpty()) {
            variables.all().forEach((name, variable) -> {
                if (marked.test(variable)) {
                    String value = variable.value().map(v -> "=" + Quoting.always(v)).orElse("");
                    shell.out(command + " " + name + value + "\n");
                }
            });
            return 0;
        }
        for (String word : words) {
            String name = assign(shell, word);
            mark.accept(variables, name);
        }
        return 0;
    }

    private static String assign(Interpreter shell, String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (!Variables.isName(name)) {
            throw new Control.Failure(name + ": bad variable name");
        }
        if (equals >= 0) {
            shell.state.variables.set(name, word.substring(equals + 1));
        }
        return name;
    }

    private static int local(Interpreter shell, List<String> args) {
        if (shell.state.functionDepth == 0) {
            throw new Control.Failure("not in a function");
        }
        for (String word : args) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!Variables.isName(name) && !name.equals("-")) {
                throw new Control.Failure(name + ": bad variable name");
            }
            shell.state.variables.localOfFunction(name);
            assign(shell, word);
        }
        return 0;
    }

    private static int unset(Interpreter shell, List<String> args) {
        boolean functions = false;
        int status = 0;
        for (String word : args) {
            if (word.equals("-f") || word.equals("-v")) {
                functions = word.equals("-f");
            } else if (functions) {
                shell.state.functions.remove(word);
            } else if (!Variables.isName(word)) {
                throw new Control.Failure(word + ": bad variable name");
            } else {
                shell.state.variables.unset(word);
            }
        }
        return status;
    }

    private static int set(Interpreter shell, List<String> args) {
        if (args.isEmpty()) {
            shell.state.variables.all().forEach((name, variable) -> variable.value()
                    .ifPresent(value -> shell.out(name + "=" + Quoting.always(value) + "\n")));
            return 0;
        }
        int taken = Options.take(shell, args);
        boolean dashes = taken < args.size() && args.get(taken).equals("--");
        if (dashes || taken < args.size()) {
            shell.state.parameters = List.copyOf(args.subList(taken + (dashes ? 1 : 0), args.size()));
        }
        return 0;
    }
}
