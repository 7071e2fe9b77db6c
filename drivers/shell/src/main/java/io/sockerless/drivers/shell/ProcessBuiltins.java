package io.sockerless.drivers.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Jobs and signals. */
final class ProcessBuiltins {
    private ProcessBuiltins() {}

    static void addTo(Map<String, Builtins.Builtin> all) {
        all.put("wait", ProcessBuiltins::await);
        all.put("kill", ProcessBuiltins::kill);
        all.put("jobs", ProcessBuiltins::jobs);
        all.put("trap", ProcessBuiltins::trap);
        all.put("times", ProcessBuiltins::times);
        all.put("fg", ProcessBuiltins::noControl);
        all.put("bg", ProcessBuiltins::noControl);
    }

    private static int noControl(Interpreter shell, List<String> args) {
        throw new Control.Failure("No current job");
    }

    private static Optional<Task> job(Interpreter shell, String word) {
        List<Task> jobs = new ArrayList<>(shell.jobs.values());
        if (word.equals("%%") || word.equals("%+") || word.equals("%")) {
            return jobs.isEmpty() ? Optional.empty() : Optional.of(jobs.getLast());
        }
        if (word.startsWith("%")) {
            int number = Builtins.number(word.substring(1));
            return number >= 1 && number <= jobs.size() ? Optional.of(jobs.get(number - 1)) : Optional.empty();
        }
        return Optional.ofNullable(shell.jobs.get(Builtins.number(word)));
    }

    private static int await(Interpreter shell, List<String> args) {
        List<Task> wanted = new ArrayList<>();
        int status = 0;
        for (String word : args) {
            Optional<Task> job = job(shell, word);
            if (job.isEmpty() && word.startsWith("%")) {
                throw new Control.Failure("No such job: " + word);
            }
            job.ifPresent(wanted::add);
            status = job.isPresent() ? 0 : 127;
        }
        for (Task job : args.isEmpty() ? List.copyOf(shell.jobs.values()) : wanted) {
            OptionalInt result = shell.task.waking(OptionalInt.empty(), () -> OptionalInt.of(job.await()));
            if (result.isEmpty()) {
                int signal = shell.task.firstPending();
                shell.safePoint();
                return 128 + signal;
            }
            shell.jobs.remove(job.pid);
            int code = result.getAsInt();
            status = args.isEmpty() || status == 127 ? status : code < 0 ? 128 - code : code;
        }
        return status;
    }

    private static int jobs(Interpreter shell, List<String> args) {
        int number = 0;
        for (Task job : List.copyOf(shell.jobs.values())) {
            number++;
            shell.out(
                    args.contains("-p")
                            ? job.pid + "\n"
                            : "[%d] %s\n".formatted(number, job.ended() ? "Done" : "Running"));
            if (job.ended()) {
                shell.jobs.remove(job.pid);
            }
        }
        return 0;
    }

    private static int kill(Interpreter shell, List<String> args) {
        List<String> words = new ArrayList<>(args);
        String signal = "TERM";
        if (!words.isEmpty() && words.getFirst().equals("-l")) {
            return list(shell, words.subList(1, words.size()));
        }
        if (words.size() > 1 && words.getFirst().equals("-s")) {
            signal = words.get(1);
            words.subList(0, 2).clear();
        } else if (!words.isEmpty() && words.getFirst().matches("-[A-Z0-9a-z]+")) {
            signal = words.removeFirst().substring(1);
        }
        if (!words.isEmpty() && words.getFirst().equals("--")) {
            words.removeFirst();
        }
        if (words.isEmpty()) {
            throw new Control.Failure("Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]");
        }
        String name = signal;
        int number = Signals.number(signal).orElseThrow(() -> new Control.Failure("Illegal option -" + name));
        if (Signals.stopping(number)) {
            throw new Control.Failure("signals that stop a process are not supported");
        }
        int status = 0;
        for (String word : words) {
            boolean found = word.startsWith("%") ? signalJob(shell, word, number) : signal(shell, word, number);
            if (!found) {
                shell.complain("No such process");
                shell.error("\n");
                status = 1;
            }
        }
        shell.safePoint();
        return status;
    }

    private static boolean signalJob(Interpreter shell, String word, int number) {
        Optional<Task> job = job(shell, word);
        if (job.isEmpty()) {
            throw new Control.Failure("No such job: " + word);
        }
        job.get().signal(number);
        return true;
    }

    private static boolean signal(Interpreter shell, String word, int number) {
        if (!word.matches("-?[0-9]{1,9}")) {
            throw new Control.Failure("Illegal number: " + word);
        }
        int pid = Integer.parseInt(word);
        if (pid == 0) {
            shell.tasks.signalAll(number);
            return true;
        }
        Optional<Task> task = shell.tasks.get(pid);
        task.ifPresent(t -> t.signal(number));
        // One that has ended and was not yet waited for is still there, as a zombie is.
        return task.isPresent() || shell.jobs.containsKey(pid) || shell.world.kill(pid, number);
    }

    private static int list(Interpreter shell, List<String> words) {
        if (words.isEmpty()) {
            for (int i = 1; i < Signals.count(); i++) {
                shell.out(Signals.name(i) + "\n");
            }
            return 0;
        }
        int number = Builtins.number(words.getFirst());
        shell.out(Signals.name(number > 128 ? number - 128 : number) + "\n");
        return 0;
    }

    private static int trap(Interpreter shell, List<String> args) {
        Map<Integer, String> traps = shell.task.traps;
        List<String> words = !args.isEmpty() && args.getFirst().equals("--") ? args.subList(1, args.size()) : args;
        if (words.isEmpty()) {
            new TreeMap<>(traps).forEach((signal, action) ->
                    shell.out("trap -- " + Quoting.always(action) + " " + Signals.name(signal) + "\n"));
            return 0;
        }
        boolean resets = words.size() == 1 || words.getFirst().matches("[0-9]+");
        boolean first = !resets || words.getFirst().equals("-");
        int status = 0;
        for (String word : first ? words.subList(1, words.size()) : words) {
            OptionalInt signal = Signals.number(word);
            if (signal.isEmpty()) {
                shell.complain(word + ": bad trap");
                status = 1;
            } else if (resets || words.getFirst().equals("-")) {
                traps.remove(signal.getAsInt());
            } else {
                traps.put(signal.getAsInt(), words.getFirst());
            }
        }
        return status;
    }

    private static int times(Interpreter shell, List<String> args) {
        long nanos = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        shell.out("%dm%f00s 0m0.000000s\n0m0.000000s 0m0.000000s\n".formatted(nanos / 60_000_000_000L, nanos % 60_000_000_000L / 1e9)
                .replace("00s 0m0.000000s\n0m", "s 0m0.000000s\n0m"));
        return 0;
    }
}
