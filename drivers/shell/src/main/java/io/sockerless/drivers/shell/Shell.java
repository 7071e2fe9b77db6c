package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Command;
import io.sockerless.drivers.shell.syntax.Parser;
import io.sockerless.drivers.shell.syntax.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A POSIX shell, sh(1) as dash has it, whose files and programs are a {@link World}'s. In all its texts a char is a byte.
 * Subshells, stages of pipelines and jobs are threads.
 */
public final class Shell implements AutoCloseable {
    private final Tasks tasks;
    private final Task task;
    private final Interpreter interpreter;

    /**
     * @param environment NAME=value
     * @param descriptors what is open; the shell closes it
     */
    public Shell(World world, List<String> environment, String directory, SortedMap<Integer, Stream> descriptors) {
        State state = new State();
        for (String entry : environment) {
            int equals = entry.indexOf('=');
            if (equals > 0 && Variables.isName(entry.substring(0, equals))) {
                state.variables.set(entry.substring(0, equals), entry.substring(equals + 1));
                state.variables.export(entry.substring(0, equals));
            }
        }
        state.directory = directory;
        set(state, "IFS", " \t\n");
        set(state, "OPTIND", "1");
        set(state, "PS1", world.uid() == 0 ? "# " : "$ ");
        set(state, "PS2", "> ");
        set(state, "PS4", "+ ");
        set(state, "PPID", Integer.toString(world.parentPid()));
        set(state, "PWD", directory);
        if (state.variables.get("PATH").isEmpty()) {
            set(state, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        }
        descriptors.forEach(state.descriptors::put);
        tasks = new Tasks(world);
        task = tasks.fork();
        interpreter = new Interpreter(world, tasks, task, task.pid, state);
    }

    private static void set(State state, String name, String value) {
        state.variables.set(name, value);
    }

    /**
     * Runs on a thread of its own until the script ends. Jobs in the background may then still run.
     *
     * @param args as of sh: options, {@code -c} and a command or a script, and what is left for the script
     * @return exit code, or minus the signal that ended it
     */
    public int run(List<String> args) throws InterruptedException {
        tasks.start(task, () -> {
            int result = 2;
            try {
                result = interpreter.whole(() -> begin(args));
            } finally {
                interpreter.state.descriptors.closeAll();
                tasks.gone(task);
                task.end(result);
            }
        });
        return task.await();
    }

    /** From any thread: as kill(1). */
    public void signal(int number) {
        task.signal(number);
    }

    /** Waits until nothing runs any more. */
    public void awaitJobs() throws InterruptedException {
        tasks.await();
    }

    /** Kills everything that still runs. */
    @Override
    public void close() {
        tasks.close();
    }

    private void begin(List<String> args) {
        State state = interpreter.state;
        state.name = args.getFirst();
        List<String> words = new ArrayList<>(args.subList(1, args.size()));
        boolean commands = false;
        state.line = 0;
        while (!words.isEmpty() && words.getFirst().matches("[-+].+") && !words.getFirst().equals("--")) {
            String word = words.getFirst();
            if (word.startsWith("-") && word.contains("c")) {
                commands = true;
                word = word.replace("c", "");
            }
            words.set(0, word);
            if (word.equals("-")) {
                words.removeFirst();
            } else {
                words.subList(0, Options.take(interpreter, words.subList(0, word.endsWith("o") ? 2 : 1))).clear();
            }
        }
        if (!words.isEmpty() && (words.getFirst().equals("--") || words.getFirst().equals("-"))) {
            words.removeFirst();
        }
        state.line = 1;
        if (commands) {
            if (words.isEmpty()) {
                state.line = 0;
                throw new Control.Failure("-c requires an argument");
            }
            String script = words.removeFirst();
            if (!words.isEmpty()) {
                state.name = words.removeFirst();
            }
            state.parameters = List.copyOf(words);
            interpreter.evaluate(script, false);
        } else if (words.isEmpty() || state.option('s')) {
            state.parameters = List.copyOf(words);
            state.options.add('s');
            standardInput();
        } else {
            String script = read(words.removeFirst());
            state.parameters = List.copyOf(words);
            interpreter.evaluate(script, false);
        }
    }

    private String read(String path) {
        State state = interpreter.state;
        String name = state.name;
        try (Stream file = interpreter.world
                .files()
                .open(state.absolute(path), new FileView.Opening(true, false, false, false, false, false), 0)) {
            state.name = path;
            return Input.all(file, task, interpreter.world.limits().bytes());
        } catch (IOException e) {
            state.name = name;
            state.line = 0;
            String why = String.valueOf(e.getMessage());
            throw new Control.Failure(
                    why.equals("No such file or directory") ? 127 : 126,
                    "cannot open " + path + ": " + why.replace(" or directory", ""));
        }
    }

    private void standardInput() {
        State state = interpreter.state;
        boolean terminal = state.descriptors.get(0).filter(Stream::terminal).isPresent();
        if (terminal || state.option('i')) {
            state.options.add('i');
            task.interactive();
        }
        boolean interactive = state.option('i');
        Source source = new Source(first -> line(interactive, first), 1);
        Parser parser = new Parser(source, state.aliases);
        while (true) {
            try {
                Optional<Command> command = interpreter.next(parser);
                if (command.isEmpty()) {
                    return;
                }
                if (!state.option('n')) {
                    interpreter.run(command.get(), false);
                }
            } catch (Control.Failure e) {
                if (!interactive) {
                    throw e;
                }
                if (!e.getMessage().isEmpty()) {
                    interpreter.complain(e.getMessage());
                }
                state.status = e.status;
                state.builtin = "";
                state.loops = 0;
                source.forgetLine();
            }
        }
    }

    private String line(boolean interactive, boolean first) {
        if (interactive) {
            interpreter.error(interpreter.prompt(first ? "PS1" : "PS2"));
        }
        Optional<Stream> input = interpreter.state.descriptors.get(0);
        if (input.isEmpty()) {
            return "";
        }
        try {
            String line = task.waking("\0", () -> Input.line(input.get()));
            if (line.equals("\0")) {
                interpreter.error("\n");
                interpreter.safePoint();
                return "\n";
            }
            if (interpreter.state.option('v')) {
                interpreter.error(line);
            }
            return line;
        } catch (IOException e) {
            return "";
        }
    }
}
