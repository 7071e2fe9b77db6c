package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskField;

/**
 * Looks after all tasks that somebody waits for, a hundred with one question, as often as the service likes to be asked.
 * Tasks that change soon are asked for more often. While nobody waits, nobody asks.
 */
final class Observer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Observer.class.getName());
    private static final int AT_ONCE = 100;
    /** Between two questions, as long as a task is about to start or just did. */
    private static final Duration SOON = Duration.ofMillis(100);
    /** The longest pause. It grows towards this as long as nothing changes. */
    private static final Duration LATER = Duration.ofSeconds(1);

    /** How often it is asked whose tasks are; what travels in their tags is long. */
    private static final Duration OWNERS = Duration.ofSeconds(5);

    /** How long a task must be unknown to the service before it is taken for gone. */
    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private final EcsConfig config;
    private final Clients clients;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, Task> seen = new ConcurrentHashMap<>();
    /** Which the service has known, and since when it does not know others. */
    private final Set<String> met = ConcurrentHashMap.newKeySet();

    private final Map<String, Long> missing = new ConcurrentHashMap<>();
    private final Thread thread;
    private boolean news;
    private long ownersAsked;
    private boolean ownersWanted = true;

    Observer(EcsConfig config, Clients clients) {
        this.config = config;
        this.clients = clients;
        thread = Thread.ofVirtual().name("ecs-observer").start(this::observe);
    }

    /** Waits until a task is as the caller wants it, or is gone: then this is empty. */
    Optional<Task> await(String arn, java.util.function.Predicate<Task> wish) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            wanted.merge(arn, 1, Integer::sum);
            seen.remove(arn);
            news = true;
            changed.signalAll();
            while (true) {
                if (!thread.isAlive()) {
                    throw new InterruptedException("the driver is closed");
                }
                Task task = seen.get(arn);
                if (task != null && (task.lastStatus() == null || wish.test(task))) {
                    return Optional.of(task).filter(one -> one.lastStatus() != null);
                }
                changed.await();
            }
        } finally {
            if (wanted.merge(arn, -1, Integer::sum) == 0) {
                wanted.remove(arn);
                seen.remove(arn);
                missing.remove(arn);
            }
            lock.unlock();
        }
    }

    /** Nobody will ask for it again. */
    void forget(String arn) {
        met.remove(arn);
    }

    private void observe() {
        Duration pause = SOON;
        try {
            while (true) {
                List<String> arns = asked();
                boolean moved = look(arns);
                pause = moved ? SOON : longer(pause);
                if (pauseOrNews(pause)) {
                    pause = SOON;
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        } finally {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(5).dividedBy(4);
        return longer.compareTo(LATER) > 0 ? LATER : longer;
    }

    private List<String> asked() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (wanted.isEmpty()) {
                changed.await();
            }
            news = false;
            return List.copyOf(wanted.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** @return whether it was ended early because somebody waits for another task */
    private boolean pauseOrNews(Duration pause) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pause.toNanos();
            while (!news && left > 0) {
                left = changed.awaitNanos(left);
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    private boolean look(List<String> arns) {
        boolean moved = false;
        boolean owners = ownersWanted || System.nanoTime() - ownersAsked > OWNERS.toNanos();
        ownersWanted = false;
        if (owners) {
            ownersAsked = System.nanoTime();
        }
        for (int i = 0; i < arns.size(); i += AT_ONCE) {
            List<String> some = arns.subList(i, Math.min(arns.size(), i + AT_ONCE));
            try {
                moved |= tell(
                        Clients.ask(() -> clients.ecs()
                                .describeTasks(request -> request.cluster(config.cluster())
                                        .tasks(some)
                                        .include(owners ? List.of(TaskField.TAGS) : List.of()))),
                        some);
            } catch (EngineException e) {
                // The tasks go on over there, and so does the asking.
                ownersWanted = owners;
                LOG.log(System.Logger.Level.WARNING, "asking for tasks: {0}", e.getMessage());
            }
        }
        return moved;
    }

    /** The service may not know yet what it has just started. */
    private boolean isGone(String arn) {
        return met.contains(arn)
                || System.nanoTime() - missing.computeIfAbsent(arn, _ -> System.nanoTime()) > BELIEVED.toNanos();
    }

    private boolean tell(software.amazon.awssdk.services.ecs.model.DescribeTasksResponse answer, List<String> asked) {
        List<Task> tasks = new ArrayList<>(answer.tasks());
        tasks.forEach(task -> met.add(task.taskArn()));
        answer.failures().stream()
                .filter(failure ->
                        "MISSING".equals(failure.reason()) && asked.contains(failure.arn()) && isGone(failure.arn()))
                .forEach(failure ->
                        tasks.add(Task.builder().taskArn(failure.arn()).build()));
        boolean moved = false;
        lock.lock();
        try {
            for (Task task : tasks) {
                if (wanted.containsKey(task.taskArn())) {
                    Task before = seen.put(task.taskArn(), task);
                    moved |= before == null
                            || !java.util.Objects.equals(before.lastStatus(), task.lastStatus())
                            || !"RUNNING".equals(task.lastStatus());
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return moved;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
