package io.sockerless.engine.build;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Logs of stages that are built at the same time, told one stage after the other, in the order of the file. What comes
 * before its turn is kept, up to a bound: then its stage waits, which no stage before it waits for.
 */
final class StageLogs {
    private static final int MOST_EVENTS = 4096;

    private record Event(Method method, Object[] arguments) {}

    private final BuildLog target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Deque<Event>> early = new ArrayList<>();
    private final Set<Integer> ended = new TreeSet<>();
    private int turn;
    private boolean closed;

    StageLogs(BuildLog target, int stages) {
        this.target = target;
        for (int i = 0; i < stages; i++) {
            early.add(new ArrayDeque<>());
        }
    }

    /** Of one stage, by its place. Every event is passed on, whatever it is. */
    BuildLog of(int place) {
        return (BuildLog) Proxy.newProxyInstance(
                BuildLog.class.getClassLoader(), new Class<?>[] {BuildLog.class}, (_, method, arguments) -> {
                    tell(place, new Event(method, arguments));
                    return null;
                });
    }

    private void tell(int place, Event event) throws Throwable {
        lock.lock();
        try {
            while (place != turn && !closed && early.get(place).size() >= MOST_EVENTS) {
                changed.await();
            }
            if (place == turn && !closed) {
                pass(event);
            } else if (!closed) {
                early.get(place).add(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void pass(Event event) throws Throwable {
        try {
            event.method.invoke(target, event.arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A stage has been built: then the next one is told of. */
    void ended(int place) {
        lock.lock();
        try {
            ended.add(place);
            while (!closed && ended.contains(turn)) {
                turn++;
                if (turn < early.size()) {
                    drain(turn);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A stage has failed: it is told of at once, and of no other one. */
    void failed(int place) {
        lock.lock();
        try {
            if (!closed) {
                drain(place);
                closed = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain(int place) {
        Deque<Event> events = early.get(place);
        try {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                pass(event);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // logs throw no checked exceptions
        }
    }
}
