package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.efs.Efs;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.logs.CloudWatchLogs.Sink;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One task from its launch to its end, in a thread of its own. Each step is durable before the next one, and finds what was
 * done of it already: a successor begins at the beginning and goes on where this one was killed.
 */
final class TaskRun {
    private static final System.Logger LOG = System.getLogger(TaskRun.class.getName());

    private final Resources resources;
    private final CloudWatchLogs logs;
    private final Pulls pulls;
    private final SecretValues secrets;
    private final Engine engine;
    private final Volumes volumes;
    private final Map<String, String> marks;
    private final String arn;
    private final CountDownLatch toStop = new CountDownLatch(1);
    private final List<Thread> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, Sink> sinks = new HashMap<>();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Thread thread;
    private volatile boolean abandoned;

    TaskRun(
            Resources resources,
            CloudWatchLogs logs,
            Pulls pulls,
            SecretValues secrets,
            Efs efs,
            DockerEngine docker,
            Map<String, String> marks,
            String arn) {
        this.resources = resources;
        this.logs = logs;
        this.pulls = pulls;
        this.secrets = secrets;
        this.engine = new Engine(docker);
        this.volumes = new Volumes(efs, engine, marks);
        this.marks = marks;
        this.arn = arn;
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
        change(document -> {
            if (document.path("desiredStatus").asText().equals("RUNNING")) {
                document.put("desiredStatus", "STOPPED")
                        .put("stopCode", code)
                        .put("stoppedReason", reason)
                        .put("stoppingAt", resources.now());
            }
        });
        toStop.countDown();
    }

    /** The containers run on, the task's state stays as it is. */
    void abandon() throws InterruptedException {
        abandoned = true;
        thread.interrupt();
        for (Thread watcher : List.copyOf(watchers)) {
            watcher.interrupt();
        }
        thread.join();
    }

    private Optional<Task> change(Consumer<ObjectNode> change) {
        return abandoned ? Optional.empty() : resources.tasks().change(arn, task -> task.with(change));
    }

    private void run() throws InterruptedException {
        Task task = resources.tasks().get(arn).orElseThrow();
        List<ContainerBody> bodies = ContainerBody.of(task);
        left.set(bodies.size());
        try {
            launch(task, bodies);
        } catch (LaunchException e) {
            stop("TaskFailedToStart", e.getMessage());
        } catch (DockerException e) {
            stop("TaskFailedToStart", "Error response from daemon: " + e.getMessage());
        }
        toStop.await();
        List<Thread> stopping = new ArrayList<>();
        for (ContainerBody body : bodies) {
            stopping.add(Thread.ofVirtual()
                    .start(() -> engine.quietly(docker -> docker.stop(body.runtimeName(), body.stopTimeout()))));
        }
        for (Thread one : stopping) {
            one.join();
        }
        for (Thread watcher : watchers) {
            watcher.join();
        }
        if (abandoned) {
            throw new InterruptedException();
        }
        finish(bodies);
    }

    private void launch(Task task, List<ContainerBody> bodies) throws LaunchException, InterruptedException {
        if (task.wanted() && task.text("lastStatus").equals("PROVISIONING")) {
            change(document -> document.put("lastStatus", "PENDING").put("pullStartedAt", resources.now()));
        }
        for (ContainerBody body : bodies) {
            pull(task.caller().account(), body);
            openLog(task, body);
        }
        boolean made = bodies.stream().allMatch(body -> recorded(body).hasNonNull("runtimeId"));
        Mounts mounts = made ? Mounts.none() : volumes.prepare(task, bodies);
        // All of them are in the network of the first essential one, whose end is the task's.
        ContainerBody owner =
                bodies.stream().filter(ContainerBody::essential).findFirst().orElseThrow();
        List<ContainerBody> ordered = new ArrayList<>(List.of(owner));
        bodies.stream().filter(body -> body != owner).forEach(ordered::add);
        for (ContainerBody body : ordered) {
            create(task, body, body == owner ? "bridge" : "container:" + owner.runtimeName(), mounts);
        }
        for (ContainerBody body : ordered) {
            if (toStop.getCount() == 0
                    || !resources.tasks().get(arn).map(Task::wanted).orElse(false)) {
                // Asked to stop meanwhile, perhaps of our predecessor: what runs is ended, the rest is not begun.
                toStop.countDown();
                watchStarted(body);
                continue;
            }
            start(body, body == owner);
        }
        if (toStop.getCount() > 0) {
            change(document -> {
                if (!document.has("startedAt")) {
                    document.put("startedAt", resources.now());
                }
                document.put("lastStatus", "RUNNING").put("connectivity", "CONNECTED");
                document.put("connectivityAt", document.path("startedAt").asDouble());
            });
        }
    }

    private void pull(String account, ContainerBody body) throws LaunchException, InterruptedException {
        try {
            engine.steadily(docker -> {
                Optional<String> token = pulls.credentials(account, body.image());
                // A tag of the account's own registry may name something else by now.
                if ((token.isPresent() || !docker.hasImage(body.image()))
                        && docker.container(body.runtimeName()).isEmpty()) {
                    docker.pull(body.image(), token.orElse(""));
                }
                return true;
            });
        } catch (DockerException e) {
            throw failed(body, "CannotPullContainerError: " + e.getMessage());
        }
    }

    private void openLog(Task task, ContainerBody body) throws LaunchException {
        JsonNode options = body.logging();
        if (options.isMissingNode()) {
            return;
        }
        String stream = options.path("awslogs-stream-prefix").asText() + "/" + body.name() + "/" + task.id();
        boolean make = options.path("awslogs-create-group").asText().equals("true");
        try {
            var caller = task.caller().in(options.path("awslogs-region").asText());
            sinks.put(
                    body.name(), logs.sink(caller, options.path("awslogs-group").asText(), stream, make));
        } catch (AwsException e) {
            throw failed(
                    body,
                    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1"
                            + " times: failed to create Cloudwatch log stream: " + e.code() + ": " + e.getMessage());
        }
    }

    private void create(Task task, ContainerBody body, String network, Mounts mounts)
            throws LaunchException, InterruptedException {
        boolean known = recorded(body).hasNonNull("runtimeId");
        Map<String, String> values = known ? Map.of() : secrets.of(task.caller(), body.definition());
        try {
            JsonNode made = engine.steadily(docker -> {
                if (recorded(body).hasNonNull("runtimeId")) {
                    return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                }
                docker.create(body.runtimeName(), mounts.in(body.name(), body.body(network, marks, values)));
                return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
            });
            change(document -> {
                ObjectNode container = Task.container(document, body.name());
                container.put("runtimeId", made.path("Id").asText());
                document.put("pullStoppedAt", resources.now());
            });
        } catch (DockerException e) {
            if (recorded(body).hasNonNull("runtimeId")) {
                // It was there once. Whatever became of it, there is no exit code.
                over(body, container -> container.put("reason", "The container is gone from the engine."));
                return;
            }
            throw failed(body, "CannotCreateContainerError: " + e.getMessage());
        }
    }

    private JsonNode recorded(ContainerBody body) {
        return resources
                .tasks()
                .get(arn)
                .<JsonNode>map(task -> Task.container(task.document(), body.name()))
                .orElseThrow();
    }

    private boolean ended(ContainerBody body) {
        return recorded(body).path("lastStatus").asText().equals("STOPPED");
    }

    private void start(ContainerBody body, boolean owner) throws LaunchException, InterruptedException {
        if (ended(body)) {
            return;
        }
        JsonNode begun;
        try {
            begun = engine.steadily(docker -> {
                JsonNode found = docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                if (found.path("State").path("Status").asText().equals("created")) {
                    docker.start(body.runtimeName());
                    return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                }
                return found;
            });
        } catch (DockerException e) {
            throw failed(body, "CannotStartContainerError: Error response from daemon: " + e.getMessage());
        }
        String address = Addresses.of(begun);
        change(document -> {
            Task.container(document, body.name()).put("lastStatus", "RUNNING");
            if (owner && !address.isEmpty()) {
                Addresses.attach(document, begun);
            }
        });
        watch(body);
    }

    private void watchStarted(ContainerBody body) throws InterruptedException {
        boolean started = engine.steadily(docker -> docker.container(body.runtimeName())
                .map(found -> !found.path("State").path("Status").asText().equals("created"))
                .orElse(false));
        if (started && !ended(body)) {
            watch(body);
        }
    }

    private void watch(ContainerBody body) {
        watchers.add(Thread.ofVirtual().name("ecs-container").start(() -> {
            try {
                end(body);
            } catch (InterruptedException _) {
                // Abandoned.
            }
        }));
    }

    private void end(ContainerBody body) throws InterruptedException {
        Sink sink = sinks.get(body.name());
        try {
            if (sink != null) {
                engine.steadily(docker -> {
                    new LogCopy(docker, body.runtimeName(), sink).all();
                    return true;
                });
            }
            int code = engine.steadily(docker -> docker.await(body.runtimeName()));
            boolean oom = engine.steadily(docker -> docker.container(body.runtimeName()))
                    .map(found -> found.path("State").path("OOMKilled").asBoolean())
                    .orElse(false);
            over(body, container -> {
                container.put("exitCode", code);
                if (oom) {
                    container.put("reason", "OutOfMemoryError: Container killed due to memory usage");
                }
            });
        } catch (DockerException e) {
            over(body, container -> container.put("reason", "The container is gone from the engine."));
        }
    }

    private void over(ContainerBody body, Consumer<ObjectNode> outcome) {
        change(document -> {
            ObjectNode container = Task.container(document, body.name());
            outcome.accept(container);
            container.put("lastStatus", "STOPPED");
        });
        if (left.decrementAndGet() == 0 || body.essential()) {
            stop("EssentialContainerExited", "Essential container in task exited");
        }
    }

    private LaunchException failed(ContainerBody body, String reason) {
        change(document -> {
            ObjectNode container = Task.container(document, body.name());
            container.put("lastStatus", "STOPPED").put("reason", reason);
        });
        return new LaunchException(reason);
    }

    private void finish(List<ContainerBody> bodies) {
        change(document -> {
            document.put("lastStatus", "STOPPED")
                    .put("desiredStatus", "STOPPED")
                    .put("executionStoppedAt", resources.now())
                    .put("stoppedAt", resources.now());
            document.path("containers").forEach(container -> ((ObjectNode) container).put("lastStatus", "STOPPED"));
            document.path("attachments").forEach(one -> ((ObjectNode) one).put("status", "DELETED"));
        });
        // Whoever joined its network goes before the owner.
        for (ContainerBody body : bodies.reversed()) {
            engine.quietly(docker -> docker.remove(body.runtimeName()));
        }
        resources.tasks().get(arn).ifPresent(volumes::release);
    }
}
