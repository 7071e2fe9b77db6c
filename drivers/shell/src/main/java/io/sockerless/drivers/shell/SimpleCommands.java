package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Command;
import io.sockerless.drivers.shell.syntax.Command.Assignment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Carries out simple commands: XCU 2.9.1. */
final class SimpleCommands {
    private final Interpreter shell;

    SimpleCommands(Interpreter shell) {
        this.shell = shell;
    }

    private record Substituted(String name, String value) {}

    void run(Command.Simple it) {
        State state = shell.state;
        state.line = it.line();
        int before = state.status;
        int substitutions = shell.substitutions;
        List<String> words = shell.expander.fields(it.words());
        Descriptors.Saved saved = state.descriptors.new Saved();
        boolean special = !words.isEmpty() && Builtins.special(words.getFirst());
        try {
            try {
                shell.redirector.apply(it.redirections(), saved);
            } catch (Control.Failure e) {
                shell.complain(e.getMessage());
                state.status = 2;
                if (special) {
                    throw new Control.Failure("");
                }
                return;
            }
            List<Substituted> assigned = new ArrayList<>();
            if (words.isEmpty()) {
                for (Assignment one : it.assignments()) {
                    String value = shell.expander.assigned(one.value());
                    assigned.add(new Substituted(one.name(), value));
                    set(one.name(), value);
                }
                trace(assigned, words);
                state.status = shell.substitutions == substitutions ? 0 : state.status;
                return;
            }
            for (Assignment one : it.assignments()) {
                assigned.add(new Substituted(one.name(), shell.expander.assigned(one.value())));
            }
            trace(assigned, words);
            state.status = before;
            command(words, assigned, special, saved);
        } finally {
            saved.restore();
        }
    }

    private void set(String name, String value) {
        shell.state.variables.set(name, value);
        if (shell.state.option('a')) {
            shell.state.variables.export(name);
        }
    }

    private void trace(List<Substituted> assigned, List<String> words) {
        if (!shell.state.option('x')) {
            return;
        }
        List<String> all = new ArrayList<>();
        assigned.forEach(a -> all.add(a.name() + "=" + Quoting.ifNeeded(a.value())));
        words.forEach(word -> all.add(Quoting.ifNeeded(word)));
        String prompt = shell.prompt("PS4");
        shell.error(prompt + String.join(" ", all) + "\n");
    }

    private void command(
            List<String> words, List<Substituted> assigned, boolean special, Descriptors.Saved saved) {
        String name = words.getFirst();
        Variables variables = shell.state.variables;
        Optional<Command> function = Optional.ofNullable(special ? null : shell.state.functions.get(name));
        if (special) {
            assigned.forEach(a -> set(a.name(), a.value()));
            builtin(words, true, saved);
            return;
        }
        variables.enter();
        try {
            for (Substituted one : assigned) {
                variables.local(one.name());
                variables.set(one.name(), one.value());
                variables.export(one.name());
            }
            if (function.isPresent()) {
                call(function.get(), words.subList(1, words.size()));
            } else if (Builtins.has(name)) {
                builtin(words, false, saved);
            } else {
                shell.state.status = external(words, false);
            }
        } finally {
            variables.leave();
        }
    }

    /** Without functions, as {@code command} does. */
    void plain(List<String> words) {
        if (Builtins.has(words.getFirst())) {
            builtin(words, false, shell.state.descriptors.new Saved());
        } else {
            shell.state.status = external(words, false);
        }
    }

    private void builtin(List<String> words, boolean special, Descriptors.Saved saved) {
        String outer = shell.state.builtin;
        shell.state.builtin = words.getFirst();
        try {
            shell.state.status = Builtins.run(shell, words);
            if (words.getFirst().equals("exec")) {
                saved.forget();
            }
        } catch (Control.Failure e) {
            if (!e.getMessage().isEmpty()) {
                shell.complain(e.getMessage());
            }
            shell.state.status = e.status;
            if (special || words.getFirst().equals("exec")) {
                throw new Control.Failure(e.status, "");
            }
        } finally {
            shell.state.builtin = outer;
        }
    }

    private void call(Command body, List<String> parameters) {
        State state = shell.state;
        List<String> before = state.parameters;
        int loops = state.loops;
        state.parameters = parameters;
        state.loops = 0;
        state.variables.enter();
        state.functionDepth++;
        try {
            shell.run(body, shell.tested());
        } catch (Control.Return e) {
            state.status = e.status;
        } finally {
            state.functionDepth--;
            state.variables.leave();
            state.parameters = before;
            state.loops = loops;
        }
    }

    /** @param replaces whether nothing of this shell comes after it */
    int external(List<String> words, boolean replaces) {
        String name = words.getFirst();
        Optional<String> path = shell.find(name);
        if (path.isEmpty()) {
            shell.complain(name + ": not found");
            return 127;
        }
        String full = shell.state.absolute(path.get());
        Optional<FileView.Stat> stat = shell.world.files().stat(full, true);
        if (stat.isEmpty()) {
            shell.complain(name + ": not found");
            return 127;
        }
        if (stat.get().kind() != FileView.Kind.FILE || !shell.world.files().may(full, FileView.Access.EXECUTE)) {
            shell.complain(name + ": Permission denied");
            return 126;
        }
        State state = shell.state;
        Launcher.Program program;
        try {
            program = shell.world.launcher()
                    .start(new Launcher.Command(
                            full,
                            words,
                            state.variables.environment(),
                            state.directory,
                            state.umask,
                            state.descriptors.streams()));
        } catch (Launcher.CannotRun e) {
            if (e.script()) {
                return script(full, words);
            }
            shell.complain(name + ": " + e.getMessage());
            return 126;
        }
        int result = shell.task.with(program::signal, program::await);
        if (replaces && result < 0) {
            return 128 - result;
        }
        return new Forks(shell).status(result);
    }

    /** A file without a first line that tells of what it is: a script for a shell like this one. */
    private int script(String path, List<String> words) {
        String text;
        try (Stream file = shell.world.files()
                .open(path, new FileView.Opening(true, false, false, false, false, false), 0)) {
            text = Input.all(file, shell.task, shell.world.limits().bytes());
        } catch (IOException e) {
            shell.complain(words.getFirst() + ": " + e.getMessage());
            return 126;
        }
        State state = shell.state.copy();
        state.functions.clear();
        state.aliases.clear();
        state.options.clear();
        state.variables = shell.state.variables.copy();
        state.variables.all().values().removeIf(v -> !v.exported());
        state.name = words.getFirst();
        state.parameters = words.subList(1, words.size());
        Forks forks = new Forks(shell);
        return forks.await(forks.fork(state, child -> child.evaluate(text, false)));
    }

    static String joined(List<String> words) {
        return words.stream().collect(Collectors.joining(" "));
    }
}
