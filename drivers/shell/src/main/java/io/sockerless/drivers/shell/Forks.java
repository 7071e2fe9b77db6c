package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Starts subshells: copies of a shell on threads of their own. */
final class Forks {
    private final Interpreter shell;

    Forks(Interpreter shell) {
        this.shell = shell;
    }

    private Task start(State state, Runnable unstarted, Consumer<Interpreter> work) {
        Task task;
        try {
            task = shell.tasks.fork();
        } catch (Control.Failure e) {
            unstarted.run();
            throw e;
        }
        shell.task.traps.forEach((signal, action) -> {
            if (action.isEmpty()) {
                task.traps.put(signal, action);
            }
        });
        Interpreter child = new Interpreter(shell.world, shell.tasks, task, shell.rootPid, state);
        shell.tasks.start(task, () -> {
            int result = 2;
            try {
                result = child.whole(() -> work.accept(child));
            } finally {
                state.descriptors.closeAll();
                shell.tasks.gone(task);
                task.end(result);
            }
        });
        return task;
    }

    Task fork(State state, Consumer<Interpreter> work) {
        return start(state, state.descriptors::closeAll, work);
    }

    private World.Pipe pipe() {
        try {
            return shell.world.pipe();
        } catch (IOException e) {
            throw new Control.Failure("Pipe call failed");
        }
    }

    /** Waits for a child in the foreground. @return its status */
    int await(Task child) {
        int result = shell.task.with(child::signal, child::await);
        return status(result);
    }

    /** Tells of a signal that ended something, and makes a status of it. */
    int status(int result) {
        if (result >= 0) {
            return result;
        }
        if (result != -Signals.INT && result != -Signals.PIPE) {
            shell.error(Signals.text(-result) + "\n");
        }
        return 128 - result;
    }

    int foreground(Command body) {
        boolean tested = shell.tested();
        return await(fork(shell.state.copy(), child -> child.run(body, tested)));
    }

    int background(Command body) {
        State state = shell.state.copy();
        try {
            state.descriptors.put(
                    0, shell.world.files().open("/dev/null", new FileView.Opening(true, false, false, false, false, false), 0));
        } catch (IOException e) {
            state.descriptors.closeAll();
            throw new Control.Failure("Can't open /dev/null");
        }
        shell.jobs.values().removeIf(job -> job.ended() && job.pid != shell.state.background && shell.jobs.size() > 500);
        Task job = fork(state, child -> {
            child.task.traps.put(Signals.INT, "");
            child.task.traps.put(3, "");
            child.run(body, false);
        });
        shell.jobs.put(job.pid, job);
        return job.pid;
    }

    int pipeline(List<Command> stages) {
        boolean tested = shell.tested();
        List<Task> running = new ArrayList<>();
        Stream input = null;
        for (int i = 0; i < stages.size(); i++) {
            Command stage = stages.get(i);
            State state = shell.state.copy();
            if (input != null) {
                state.descriptors.put(0, input);
                input = null;
            }
            if (i < stages.size() - 1) {
                World.Pipe pipe = pipe();
                state.descriptors.put(1, pipe.writer());
                input = pipe.reader();
            }
            Stream unused = input;
            running.add(start(
                    state,
                    () -> {
                        state.descriptors.closeAll();
                        close(unused);
                    },
                    child -> child.run(stage, tested)));
        }
        int result = 0;
        for (Task stage : running) {
            result = shell.task.with(number -> running.forEach(one -> one.signal(number)), stage::await);
        }
        return status(result);
    }

    private static void close(Stream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // Nothing has been read from it.
                return;
            }
        }
    }

    String substitute(Command body) {
        World.Pipe pipe = pipe();
        State state = shell.state.copy();
        state.descriptors.put(1, pipe.writer());
        try (Stream reader = pipe.reader()) {
            boolean tested = shell.tested();
            Task child = fork(state, sub -> sub.run(body, tested));
            String text = shell.task.with(
                    child::signal, () -> Input.all(reader, shell.task, shell.world.limits().bytes()));
            shell.state.status = await(child);
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == '\n') {
                end--;
            }
            return text.substring(0, end).replace("\0", "");
        } catch (IOException e) {
            throw new Control.Failure("Pipe call failed");
        }
    }
}
