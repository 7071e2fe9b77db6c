package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ec2.PacketRule;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.wire.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Has the network of each task let through what the security groups of its interface do, as they are now. */
final class Guards {
    /** How long whoever changes a group waits for all tasks that it concerns: longer only if the engine is out of reach. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TaskInterfaces interfaces;
    private final Engine engine;
    /** By their interfaces. */
    private final Map<String, Guard> guards = new ConcurrentHashMap<>();

    Guards(TaskInterfaces interfaces, Engine engine) {
        this.interfaces = interfaces;
        this.engine = engine;
        interfaces.onChange(this::refresh);
    }

    /**
     * The network of a task is there and its address known; none of its containers has been started. Those that the task may
     * reach know of it when this returns.
     *
     * @param container that keeps the network
     * @param failed told why, when it cannot be done any more later
     * @throws LaunchException when it cannot be done
     */
    void begin(Task task, String container, Consumer<String> failed) throws LaunchException, InterruptedException {
        Guard own = new Guard(engine, container, task.caller(), failed);
        guards.put(task.interfaceId(), own);
        refresh(task.caller());
        own.tell();
    }

    /** Groups, their rules or interfaces have changed: returns when all tasks know. */
    void refresh(Caller caller) {
        List<Thread> telling = new ArrayList<>();
        synchronized (this) {
            if (guards.values().stream().noneMatch(guard -> guard.concerns(caller))) {
                return;
            }
            Map<String, List<PacketRule>> rules = interfaces.rules(caller);
            guards.forEach((id, guard) -> {
                if (guard.concerns(caller) && guard.want(whole(rules.getOrDefault(id, List.of())))) {
                    telling.add(Thread.ofVirtual().name("ecs-guard").start(guard::keep));
                }
            });
        }
        try {
            long until = System.nanoTime() + PATIENCE.toNanos();
            for (Thread one : telling) {
                one.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
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

    /** The task is over, and its interface gone. */
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
