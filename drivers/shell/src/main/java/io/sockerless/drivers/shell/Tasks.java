package io.sockerless.drivers.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All processes of one shell: as many as the caller allows. */
final class Tasks {
    private static final long STACK = 64L << 20;

    private final World world;
    private final Map<Integer, Task> alive = new ConcurrentHashMap<>();
    private boolean closed;

    Tasks(World world) {
        this.world = world;
    }

    /** @throws Control.Failure when there are too many */
    synchronized Task fork() {
        if (closed || alive.size() >= world.limits().processes()) {
            throw new Control.Failure("Cannot fork");
        }
        Task task = new Task(world.nextPid());
        alive.put(task.pid, task);
        return task;
    }

    void start(Task task, Runnable work) {
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        work.run();
                    } finally {
                        alive.remove(task.pid);
                    }
                },
                "sh-" + task.pid,
                STACK);
        thread.setDaemon(true);
        task.on(thread);
        thread.start();
    }

    void gone(Task task) {
        alive.remove(task.pid);
    }

    Optional<Task> get(int pid) {
        return Optional.ofNullable(alive.get(pid));
    }

    void signalAll(int number) {
        List.copyOf(alive.values()).forEach(task -> task.signal(number));
    }

    /** No more processes; those that there are get killed. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        signalAll(Signals.KILL);
    }

    /** Waits until all have ended. */
    void await() throws InterruptedException {
        for (Task task : List.copyOf(alive.values())) {
            task.await();
        }
    }
}
