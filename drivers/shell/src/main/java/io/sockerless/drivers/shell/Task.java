package io.sockerless.drivers.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/** A process of the shell's own: a thread with an id that can be signalled and waited for. */
final class Task {
    /** A wait that ends with what is waited for, or by interruption. */
    interface Waiting<T, X extends Exception> {
        T run() throws InterruptedException, X;
    }

    final int pid;
    /** What signals do: nothing where the text is empty, the signal's own way where there is none. */
    final Map<Integer, String> traps = new ConcurrentHashMap<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Deque<Integer> pending = new ArrayDeque<>();
    private final Set<IntConsumer> children = new HashSet<>();
    private Thread thread = Thread.currentThread();
    private boolean wakes;
    private boolean interactive;
    private int dying;
    private volatile int result;

    Task(int pid) {
        this.pid = pid;
    }

    synchronized void on(Thread thread) {
        this.thread = thread;
    }

    /** Ctrl-C then ends a command and not the shell. */
    synchronized void interactive() {
        interactive = true;
    }

    /** From any thread. */
    synchronized void signal(int number) {
        String action = number == Signals.KILL ? null : traps.get(number);
        if (ended() || action != null && action.isEmpty()) {
            return;
        }
        if (action != null || interactive && number == Signals.INT) {
            pending.add(number);
            if (action == null) {
                Set.copyOf(children).forEach(child -> child.accept(number));
            }
            if (wakes) {
                thread.interrupt();
            }
        } else if (number != 0 && !Signals.harmless(number) && !Signals.stopping(number)
                && !(interactive && number == 15)) {
            dying = number;
            Set.copyOf(children).forEach(child -> child.accept(number));
            thread.interrupt();
        }
    }

    /** @return the next signal that has a trap, 0 for none */
    synchronized int pending() {
        if (dying != 0) {
            throw new Control.Died(dying);
        }
        Integer next = pending.poll();
        return next == null ? 0 : next;
    }

    /** The signal that is dealt with next, 0 for none. */
    synchronized int firstPending() {
        return pending.isEmpty() ? dying : pending.element();
    }

    synchronized boolean hasPending() {
        return dying != 0 || !pending.isEmpty();
    }

    /** While it waits for something that gets its signals, too. */
    <T, X extends Exception> T with(IntConsumer child, Waiting<T, X> waiting) throws X {
        synchronized (this) {
            children.add(child);
            if (dying != 0) {
                child.accept(dying);
            }
        }
        try {
            return waiting(waiting);
        } finally {
            synchronized (this) {
                children.remove(child);
            }
        }
    }

    <T, X extends Exception> T waiting(Waiting<T, X> waiting) throws X {
        try {
            return waiting.run();
        } catch (InterruptedException e) {
            throw died();
        }
    }

    /** As {@link #waiting}, and trapped signals end it: then the answer is what is given for that. */
    <T, X extends Exception> T waking(T interrupted, Waiting<T, X> waiting) throws X {
        synchronized (this) {
            if (hasPending()) {
                return interrupted;
            }
            wakes = true;
        }
        try {
            return waiting.run();
        } catch (InterruptedException e) {
            synchronized (this) {
                if (dying != 0 || pending.isEmpty()) {
                    throw died();
                }
            }
            return interrupted;
        } finally {
            synchronized (this) {
                wakes = false;
                if (dying == 0) {
                    Thread.interrupted();
                }
            }
        }
    }

    synchronized Control.Died died() {
        return new Control.Died(dying == 0 ? Signals.KILL : dying);
    }

    /** @param result exit code, or minus a signal */
    void end(int result) {
        this.result = result;
        ended.countDown();
    }

    boolean ended() {
        return ended.getCount() == 0;
    }

    int await() throws InterruptedException {
        ended.await();
        return result;
    }
}
