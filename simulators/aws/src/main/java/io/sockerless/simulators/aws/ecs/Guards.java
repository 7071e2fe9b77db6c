package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ec2.PacketFilter;
import io.sockerless.simulators.aws.ec2.PacketRule;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.wire.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the network of each task let through what the security groups of its interface do, as they are now. A task that was always
 * open has no guard: whoever it would not let in comes to be there after it has one.
 */
final class Guards {
    /** How long whoever changes a group waits for all tasks that it concerns: longer only if the engine is out of reach. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final PacketFilter NOTHING = new PacketFilter(List.of(), false);

    private final TaskInterfaces interfaces;
    private final Engine engine;
    /** By their interfaces. */
    private final Map<String, Guard> guards = new ConcurrentHashMap<>();
    /** Interfaces of tasks that a predecessor has begun, whose guards are not known yet, and whose these are. */
    private final Map<String, Caller> coming = new HashMap<>();

    Guards(TaskInterfaces interfaces, Engine engine) {
        this.interfaces = interfaces;
        this.engine = engine;
        interfaces.onChange(this::refresh);
    }

    /** Whether the groups of a task's interface filter nothing that could come to it, or that it could send, as things are now. */
    boolean open(Task task) {
        PacketFilter filter = interfaces.filters(task.caller()).get(task.interfaceId());
        return filter != null && filter.open();
    }

    /** The guard of a task that a predecessor has begun will be known, or its interface {@link #passed} over. */
    synchronized void expect(Task task) {
        coming.put(task.interfaceId(), task.caller());
    }

    synchronized void passed(Task task) {
        if (coming.remove(task.interfaceId()) != null) {
            notifyAll();
        }
    }

    private synchronized void awaitKnown(Caller caller) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        long left = PATIENCE.toMillis();
        while (coming.values().stream().anyMatch(one -> one.sameAs(caller)) && left > 0) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
    }

    /**
     * The task has its interface; none of its containers has been started.
     *
     * @param guard its own
     * @param free whether it need not filter, as long as the task is open
     * @return those who tell the tasks that this one may reach: none of its containers is started before. Its own guard, which may
     *     wait for a container, is told meanwhile.
     */
    synchronized List<Thread> begin(Task task, Guard guard, boolean free) {
        if (!free) {
            guard.want(whole(List.of()));
        }
        guards.put(task.interfaceId(), guard);
        passed(task);
        Map<String, Thread> telling = change(task.caller());
        telling.remove(task.interfaceId());
        return List.copyOf(telling.values());
    }

    /** @return who tells guards what is new to them, by their interfaces */
    private synchronized Map<String, Thread> change(Caller caller) {
        Map<String, Thread> telling = new HashMap<>();
        if (guards.values().stream().noneMatch(guard -> guard.concerns(caller))) {
            return telling;
        }
        Map<String, PacketFilter> filters = interfaces.filters(caller);
        guards.forEach((id, guard) -> {
            PacketFilter filter = filters.getOrDefault(id, NOTHING);
            if (guard.concerns(caller) && (guard.needed() || !filter.open()) && guard.want(whole(filter.rules()))) {
                telling.put(id, Thread.ofVirtual().name("ecs-guard").start(guard::keep));
            }
        });
        return telling;
    }

    /** Groups, their rules or interfaces have changed: returns when all tasks know. */
    void refresh(Caller caller) {
        try {
            awaitKnown(caller);
            await(List.copyOf(change(caller).values()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static void await(List<Thread> telling) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Thread one : telling) {
            one.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    /** Groups do not filter what a task asks ECS. */
    private static List<PacketRule> whole(List<PacketRule> rules) {
        List<PacketRule> all = new ArrayList<>(rules);
        all.add(PacketRule.to(TaskRoles.ADDRESS));
        return List.copyOf(all);
    }

    /** Interfaces of all accounts have changed. */
    void refresh() {
        guards.values().stream().map(Guard::caller).distinct().forEach(this::refresh);
    }

    /** The containers of a task are gone, but for its guard, which is not begun any more. */
    void settle(Task task) throws InterruptedException {
        Guard guard = guards.get(task.interfaceId());
        if (guard != null) {
            guard.settle();
        }
    }

    /** Its interface is gone, too. */
    void end(Task task) {
        Guard guard = guards.remove(task.interfaceId());
        if (guard != null) {
            guard.end();
            refresh(task.caller());
        }
    }

    /** Tasks run on, as they are guarded now. */
    void close() {
        guards.values().forEach(Guard::end);
        guards.clear();
    }
}
