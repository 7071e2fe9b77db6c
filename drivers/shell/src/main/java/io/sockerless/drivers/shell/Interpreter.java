package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Command;
import io.sockerless.drivers.shell.syntax.Parser;
import io.sockerless.drivers.shell.syntax.Source;
import io.sockerless.drivers.shell.syntax.SyntaxError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One shell or subshell, on its own thread: carries out commands. */
final class Interpreter {
    private static final int DEEPEST = 2000;

    final World world;
    final Tasks tasks;
    final Task task;
    final int rootPid;
    final State state;
    final Map<Integer, Task> jobs = new TreeMap<>();
    int substitutions;
    final Expander expander = new Expander(this);
    final Redirector redirector = new Redirector(this);
    private final SimpleCommands simple = new SimpleCommands(this);
    private boolean tested;
    private boolean trapping;
    private int depth;

    Interpreter(World world, Tasks tasks, Task task, int rootPid, State state) {
        this.world = world;
        this.tasks = tasks;
        this.task = task;
        this.rootPid = rootPid;
        this.state = state;
    }

    /** Where a program is; those with a slash in their names are where they say. */
    Optional<String> find(String name) {
        return find(name, FileView.Access.EXECUTE);
    }

    Optional<String> find(String name, FileView.Access access) {
        if (name.contains("/")) {
            return Optional.of(name).filter(n -> world.files().stat(state.absolute(n), true).isPresent());
        }
        Optional<String> unusable = Optional.empty();
        for (String directory : state.variables.text("PATH").split(":", -1)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            if (!name.isEmpty()
                    && world.files()
                            .stat(state.absolute(path), true)
                            .filter(s -> s.kind() == FileView.Kind.FILE)
                            .isPresent()) {
                if (world.files().may(state.absolute(path), access)) {
                    return Optional.of(path);
                }
                unusable = unusable.isEmpty() ? Optional.of(path) : unusable;
            }
        }
        return unusable;
    }

    int external(List<String> words) {
        return simple.external(words, true);
    }

    void plain(List<String> words) {
        simple.plain(words);
    }

    /** A prompt's text, with what it names. */
    String prompt(String name) {
        return expander.untilded(Parser.text(state.variables.text(name)));
    }

    Optional<String> variable(String name) {
        Optional<String> value = state.variables.get(name);
        return value.isEmpty() && name.equals("LINENO") ? Optional.of(Integer.toString(state.line)) : value;
    }

    Optional<String> home(String user) {
        try (Stream passwd = world.files().open("/etc/passwd", new FileView.Opening(true, false, false, false, false, false), 0)) {
            return Input.all(passwd, task).lines()
                    .map(line -> line.split(":", -1))
                    .filter(f -> f.length > 5 && f[0].equals(user))
                    .map(f -> f[5])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    long calculate(String expression) {
        return Arithmetic.evaluate(expression, this::number, state.variables::set);
    }

    private Optional<String> number(String name) {
        Optional<String> value = variable(name);
        if (value.isEmpty() && state.option('u')) {
            throw new Control.Failure(name + ": parameter not set");
        }
        return value;
    }

    /** Says something went wrong, as dash words it. */
    void complain(String message) {
        String builtin = state.builtin.isEmpty() ? "" : state.builtin + ": ";
        error(state.name + ": " + state.line + ": " + builtin + message + "\n");
    }

    void error(String text) {
        try {
            write(2, text);
        } catch (IOException e) {
            // There is nowhere left to say it.
            return;
        }
    }

    void out(String text) {
        try {
            write(1, text);
        } catch (IOException e) {
            complain("I/O error");
            state.status = 2;
            throw new Control.Failure(2, "");
        }
    }

    void write(int number, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == 0) {
            return;
        }
        Stream stream = state.descriptors.get(number).orElseThrow(() -> new IOException("Bad file descriptor"));
        try {
            task.waiting(() -> {
                stream.write(bytes, 0, bytes.length);
                return true;
            });
        } catch (Stream.BrokenPipe e) {
            task.signal(Signals.PIPE);
            safePoint();
            throw e;
        }
    }

    /** Between commands: signals are dealt with here. */
    void safePoint() {
        for (int signal = task.pending(); signal != 0; signal = task.pending()) {
            String action = task.traps.get(signal);
            if (action == null) {
                throw new Control.Failure(128 + signal, "");
            }
            trap(action);
        }
    }

    private void trap(String action) {
        int status = state.status;
        boolean before = trapping;
        trapping = true;
        try {
            evaluate(action, false);
        } finally {
            trapping = before;
        }
        state.status = status;
    }

    /** The trap of the shell's own end. @return the exit code */
    int leave(int status) {
        state.status = status;
        String action = task.traps.remove(0);
        if (action != null && !action.isEmpty()) {
            try {
                trap(action);
                return status;
            } catch (Control.Exit e) {
                return e.status;
            }
        }
        return status;
    }

    /** @param tested whether failure is looked at, and so does not end the shell under set -e */
    void evaluate(String script, boolean tested) {
        Parser parser = new Parser(Source.of(script, 1), state.aliases);
        for (Optional<Command> one = next(parser); one.isPresent(); one = next(parser)) {
            if (!state.option('n')) {
                run(one.get(), tested);
            }
        }
    }

    Optional<Command> next(Parser parser) {
        try {
            return parser.next();
        } catch (SyntaxError e) {
            state.line = e.line();
            throw new Control.Failure(e.getMessage());
        }
    }

    int run(Command command, boolean tested) {
        if (++depth > DEEPEST) {
            depth = 0;
            throw new Control.Failure("Maximum recursion depth (" + DEEPEST + ") reached");
        }
        boolean before = this.tested;
        this.tested = tested;
        try {
            safePoint();
            dispatch(command);
            safePoint();
        } finally {
            this.tested = before;
            depth = Math.max(0, depth - 1);
        }
        return state.status;
    }

    boolean tested() {
        return tested;
    }

    void exitOnError() {
        if (state.status != 0 && state.option('e') && !tested) {
            throw new Control.Exit(state.status);
        }
    }

    private void dispatch(Command command) {
        switch (command) {
            case Command.Simple it -> {
                simple.run(it);
                exitOnError();
            }
            case Command.Sequence(List<Command> all) -> {
                if (all.isEmpty()) {
                    state.status = 0;
                }
                all.forEach(one -> run(one, tested));
            }
            case Command.AndOr(Command left, boolean and, Command right) -> {
                if (run(left, true) == 0 == and) {
                    run(right, tested);
                }
            }
            case Command.Not(Command inner) -> state.status = run(inner, true) == 0 ? 1 : 0;
            case Command.Pipeline(List<Command> stages) -> {
                state.status = new Forks(this).pipeline(stages);
                exitOnError();
            }
            case Command.Background(Command inner) -> {
                state.background = new Forks(this).background(inner);
                state.status = 0;
            }
            case Command.Subshell(Command body) -> {
                state.status = new Forks(this).foreground(body);
                exitOnError();
            }
            case Command.Redirected it -> redirected(it);
            case Command.If(Command condition, Command then, Optional<Command> otherwise) -> {
                if (run(condition, true) == 0) {
                    run(then, tested);
                } else if (otherwise.isPresent()) {
                    run(otherwise.get(), tested);
                } else {
                    state.status = 0;
                }
            }
            case Command.Loop it -> loop(it);
            case Command.For it -> iterate(it);
            case Command.Case it -> choose(it);
            case Command.Function(String name, Command body) -> {
                state.functions.put(name, body);
                state.status = 0;
            }
        }
    }

    private void redirected(Command.Redirected it) {
        state.line = it.line();
        Descriptors.Saved saved = state.descriptors.new Saved();
        try {
            try {
                redirector.apply(it.redirections(), saved);
            } catch (Control.Failure e) {
                complain(e.getMessage());
                state.status = 2;
                exitOnError();
                return;
            }
            run(it.body(), tested);
        } finally {
            saved.restore();
        }
    }

    private interface Round {
        boolean again();
    }

    private void rounds(Round round) {
        state.loops++;
        try {
            while (true) {
                try {
                    if (!round.again()) {
                        return;
                    }
                } catch (Control.Leave e) {
                    if (e.levels > 1) {
                        throw new Control.Leave(e.levels - 1, e.again);
                    }
                    if (!e.again) {
                        return;
                    }
                }
            }
        } finally {
            state.loops--;
        }
    }

    private void loop(Command.Loop it) {
        int[] status = {0};
        rounds(() -> {
            if (run(it.condition(), true) == 0 == it.until()) {
                return false;
            }
            status[0] = 0;
            status[0] = run(it.body(), tested);
            return true;
        });
        state.status = status[0];
    }

    private void iterate(Command.For it) {
        state.line = it.line();
        List<String> values =
                it.words().map(expander::fields).orElseGet(() -> new ArrayList<>(state.parameters));
        state.status = 0;
        int[] next = {0};
        rounds(() -> {
            if (next[0] == values.size()) {
                return false;
            }
            state.variables.set(it.variable(), values.get(next[0]++));
            run(it.body(), tested);
            return true;
        });
    }

    private void choose(Command.Case it) {
        state.line = it.line();
        String subject = expander.text(it.subject());
        state.status = 0;
        for (Command.Arm arm : it.arms()) {
            for (var pattern : arm.patterns()) {
                if (new Pattern(expander.pattern(pattern)).matches(subject)) {
                    run(arm.body(), tested);
                    return;
                }
            }
        }
    }

    String substitute(Command body) {
        substitutions++;
        return new Forks(this).substitute(body);
    }

    /** What ends this shell as a whole. @return exit code, or minus the signal that ended it */
    int whole(Runnable work) {
        try {
            try {
                work.run();
                return leave(state.status);
            } catch (Control.Exit e) {
                return leave(e.status);
            } catch (Control.Return e) {
                return leave(e.status);
            } catch (Control.Leave e) {
                return leave(state.status);
            } catch (Control.Failure e) {
                if (!e.getMessage().isEmpty()) {
                    complain(e.getMessage());
                }
                return leave(e.status);
            }
        } catch (Control.Exit e) {
            return e.status;
        } catch (Control.Died e) {
            return -e.signal;
        } catch (Control.Failure e) {
            complain(e.getMessage());
            return e.status;
        } catch (Control.Return | Control.Leave e) {
            return state.status;
        } catch (StackOverflowError e) {
            complain("Maximum recursion depth reached");
            return 2;
        }
    }
}
