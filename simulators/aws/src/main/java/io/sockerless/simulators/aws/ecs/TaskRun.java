package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One task from its launch to its end, in a thread of its own. Each step is durable before the next one, and finds what was
 * done of it already: a successor begins at the beginning and goes on where this one was killed.
 */
final class TaskRun {
    private static final System.Logger LOG = System.getLogger(TaskRun.class.getName());

    private final RunMeans means;
    private final TaskRecord record;
    private final String arn;
    private final Map<String, ContainerRun> containers = new LinkedHashMap<>();
    private final NetworkRun network;
    private volatile Thread thread;

    TaskRun(RunMeans means, Task task) {
        this.means = means;
        this.arn = task.arn();
        this.record = new TaskRecord(means, arn);
        List<ContainerBody> bodies = ContainerBody.of(task);
        this.network = new NetworkRun(means, record, bodies.size() > 1);
        bodies.forEach(body -> containers.put(body.name(), new ContainerRun(means, record, body)));
    }

    /** @param after when it is over, or abandoned */
    void begin(Runnable after) {
        thread = Thread.ofVirtual().name("ecs-task").unstarted(() -> {
            try {
                run();
            } catch (InterruptedException _) {
                // Abandoned: it is gone on with later, or never.
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "task " + arn + " is not looked after any more", e);
            } finally {
                after.run();
            }
        });
        thread.start();
    }

    /** Durable when it returns: the task will stop. The first to say so says why. */
    void stop(String code, String reason) {
        record.stop(code, reason);
    }

    /** The containers run on, the task's state stays as it is. */
    void abandon() throws InterruptedException {
        record.abandon();
        thread.interrupt();
        thread.join();
        network.interrupt();
        network.join();
        containers.values().forEach(ContainerRun::interrupt);
        for (ContainerRun container : containers.values()) {
            container.awaitLaunch();
        }
        network.end();
    }

    private void run() throws InterruptedException {
        try {
            launch(record.task());
        } catch (LaunchException e) {
            stop("TaskFailedToStart", e.getMessage());
        } catch (DockerException e) {
            stop("TaskFailedToStart", "Error response from daemon: " + e.getMessage());
        }
        record.await(() -> record.stopping() || record.abandoned() || launched());
        if (!record.stopping() && !record.abandoned()) {
            record.change(this::running);
            means.network().running(record.task());
        }
        record.await(() -> record.stopping() || record.abandoned());
        if (record.abandoned()) {
            throw new InterruptedException();
        }
        means.network().stopping(record.task());
        end();
        if (record.abandoned()) {
            throw new InterruptedException();
        }
        finish();
    }

    private void launch(Task task) throws LaunchException, InterruptedException {
        boolean fresh = task.text("lastStatus").equals("PROVISIONING");
        if (task.wanted() && fresh) {
            record.change(document -> document.put("lastStatus", "PENDING").put("pullStartedAt", record.now()));
        }
        network.begin(fresh);
        for (ContainerRun container : containers.values()) {
            container.pull(task.caller().account());
            container.openLog(task);
        }
        boolean made = task.containers().stream().allMatch(container -> container.hasNonNull("runtimeId"));
        Mounts mounts = made ? Mounts.none() : means.volumes().prepare(task, ContainerBody.of(task));
        network.place();
        containers.values().forEach(container -> container.begin(containers, network, mounts));
    }

    private boolean launched() {
        return record.task().containers().stream()
                        .noneMatch(container ->
                                container.path("lastStatus").asText().equals("PENDING"))
                && containers.values().stream().noneMatch(ContainerRun::neverStarts);
    }

    private void running(ObjectNode document) {
        if (!document.has("startedAt")) {
            document.put("startedAt", record.now());
        }
        document.put("lastStatus", "RUNNING").put("connectivity", "CONNECTED");
        document.put("connectivityAt", document.path("startedAt").asDouble());
    }

    /** Stops them, those that depend on others before these. */
    private void end() throws InterruptedException {
        for (ContainerRun container : containers.values()) {
            container.awaitLaunch();
        }
        network.end();
        network.join();
        Map<String, Integer> depths = Dependency.depths(
                containers.values().stream().map(one -> one.body().definition()).toList());
        int deepest = depths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int depth = deepest; depth >= 0; depth--) {
            List<Thread> stopping = new ArrayList<>();
            for (ContainerRun container : containers.values()) {
                if (depths.get(container.body().name()) == depth) {
                    stopping.add(Thread.ofVirtual().start(container::stop));
                }
            }
            for (Thread one : stopping) {
                one.join();
            }
        }
        for (ContainerRun container : containers.values()) {
            container.join();
        }
    }

    private void finish() throws InterruptedException {
        record.change(document -> {
            document.put("lastStatus", "STOPPED")
                    .put("desiredStatus", "STOPPED")
                    .put("executionStoppedAt", record.now())
                    .put("stoppedAt", record.now());
            document.path("containers")
                    .forEach(
                            container -> ExecuteCommand.stopped(((ObjectNode) container).put("lastStatus", "STOPPED")));
            document.path("attachments").forEach(one -> ((ObjectNode) one).put("status", "DELETED"));
        });
        if (means.guards().isPresent()) {
            means.guards().get().settle(record.task());
        }
        // Whoever joined its network goes before the owner.
        for (String name : ContainerBody.names(record.task())) {
            means.engine().quietly(docker -> docker.remove(name));
        }
        means.volumes().release(record.task());
        means.roles().leave(record.task());
        means.network().leave(record.task());
        means.guards().ifPresent(guards -> guards.end(record.task()));
    }
}
