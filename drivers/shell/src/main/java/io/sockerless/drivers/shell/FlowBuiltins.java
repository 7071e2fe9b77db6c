package io.sockerless.drivers.shell;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where the script goes on. */
final class FlowBuiltins {
    private FlowBuiltins() {}

    static void addTo(Map<String, Builtins.Builtin> all) {
        all.put("break", (shell, args) -> leave(shell, args, false));
        all.put("continue", (shell, args) -> leave(shell, args, true));
        all.put("return", (shell, args) -> {
            throw new Control.Return(status(shell, args));
        });
        all.put("exit", (shell, args) -> {
            throw new Control.Exit(status(shell, args) & 0xff);
        });
        all.put("eval", (shell, args) -> {
            shell.state.status = 0;
            shell.evaluate(SimpleCommands.joined(args), shell.tested());
            return shell.state.status;
        });
        all.put(".", FlowBuiltins::dot);
        all.put("shift", FlowBuiltins::shift);
        all.put("exec", (shell, args) -> {
            if (args.isEmpty()) {
                return 0;
            }
            shell.state.builtin = "exec";
            int status = shell.external(args);
            shell.task.traps.remove(0);
            throw new Control.Exit(status);
        });
    }

    private static int status(Interpreter shell, List<String> args) {
        return args.isEmpty() ? shell.state.status : Builtins.number(args.getFirst());
    }

    private static int leave(Interpreter shell, List<String> args, boolean again) {
        int levels = args.isEmpty() ? 1 : Builtins.number(args.getFirst());
        if (levels <= 0) {
            throw new Control.Failure("Illegal number: " + args.getFirst());
        }
        if (shell.state.loops > 0) {
            shell.state.status = 0;
            throw new Control.Leave(Math.min(levels, shell.state.loops), again);
        }
        return 0;
    }

    private static int dot(Interpreter shell, List<String> args) {
        if (args.isEmpty()) {
            return 0;
        }
        String name = args.getFirst();
        String path = name.contains("/") ? name : shell.find(name, FileView.Access.READ).orElse("");
        if (path.isEmpty()) {
            throw new Control.Failure(name + ": not found");
        }
        String text;
        try (Stream file = shell.world.files()
                .open(shell.state.absolute(path), new FileView.Opening(true, false, false, false, false, false), 0)) {
            text = Input.all(file, shell.task, shell.world.limits().bytes());
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            throw new Control.Failure(
                    "cannot open " + path + ": " + (why.equals("No such file or directory") ? "No such file" : why));
        }
        try {
            shell.state.status = 0;
            shell.evaluate(text, shell.tested());
        } catch (Control.Return e) {
            return e.status;
        }
        return shell.state.status;
    }

    private static int shift(Interpreter shell, List<String> args) {
        int count = args.isEmpty() ? 1 : Builtins.number(args.getFirst());
        List<String> parameters = shell.state.parameters;
        if (count > parameters.size()) {
            throw new Control.Failure("can't shift that many");
        }
        shell.state.parameters = parameters.subList(count, parameters.size());
        return 0;
    }
}
