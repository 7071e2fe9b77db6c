package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.containers.LogCopy;
import io.sockerless.simulators.aws.logs.CloudWatchLogs.Sink;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A container of a task, from its image to its end. Each step finds what a predecessor did of it. */
final class ContainerRun {
    private final RunMeans means;
    private final TaskRecord record;
    private final ContainerBody body;
    private final CountDownLatch launched = new CountDownLatch(1);
    private Optional<Sink> sink = Optional.empty();
    private volatile boolean neverStarts;
    private volatile Optional<Instant> startedAt = Optional.empty();
    private volatile Thread thread;
    private volatile Thread health;

    ContainerRun(RunMeans means, TaskRecord record, ContainerBody body) {
        this.means = means;
        this.record = record;
        this.body = body;
    }

    ContainerBody body() {
        return body;
    }

    /** Empty before it. */
    Optional<Instant> startedAt() {
        return startedAt;
    }

    void pull(String account) throws LaunchException, InterruptedException {
        try {
            means.engine().steadily(docker -> {
                Optional<String> token = means.pulls().credentials(account, body.image());
                // A tag of the account's own registry may name something else by now.
                if ((token.isPresent() || !docker.hasImage(body.image()))
                        && docker.container(body.runtimeName()).isEmpty()) {
                    docker.pull(body.image(), token.orElse(""));
                }
                return true;
            });
        } catch (DockerException e) {
            throw failed("CannotPullContainerError: " + e.getMessage());
        }
    }

    void openLog(Task task) throws LaunchException {
        JsonNode options = body.logging();
        if (options.isMissingNode()) {
            return;
        }
        String stream = options.path("awslogs-stream-prefix").asText() + "/" + body.name() + "/" + task.id();
        boolean make = options.path("awslogs-create-group").asText().equals("true");
        try {
            var caller = task.caller().in(options.path("awslogs-region").asText());
            sink = Optional.of(
                    means.logs().sink(caller, options.path("awslogs-group").asText(), stream, make));
        } catch (AwsException e) {
            throw failed("ResourceInitializationError: failed to validate logger args: create stream has been retried 1"
                    + " times: failed to create Cloudwatch log stream: " + e.code() + ": " + e.getMessage());
        }
    }

    /**
     * Makes and starts it in a thread of its own when those are ready that it depends on, and sees it to its end.
     *
     * @param network where it is; its place is known
     */
    void begin(Map<String, ContainerRun> all, NetworkRun network, Mounts mounts) {
        thread = Thread.ofVirtual().name("ecs-container").start(() -> {
            try {
                boolean started = launch(all, network, mounts);
                launched.countDown();
                network.launched();
                if (started) {
                    end();
                }
            } catch (InterruptedException _) {
                // Abandoned.
            } finally {
                launched.countDown();
            }
        });
    }

    private boolean launch(Map<String, ContainerRun> all, NetworkRun network, Mounts mounts)
            throws InterruptedException {
        try {
            TaskNetwork.Place place = network.place();
            boolean owner = !place.shared();
            if (!known() && !new Waiting(record, all, body).all()) {
                return false;
            }
            create(place, owner, mounts);
            network.await();
            return !ended() && (record.stopping() ? wasStarted() : start(owner));
        } catch (LaunchException e) {
            neverStarts = true;
            record.change(
                    body.name(),
                    container -> container
                            .put("lastStatus", "STOPPED")
                            .put("reason", container.path("reason").asText(e.getMessage())));
            record.stop("TaskFailedToStart", e.getMessage());
        } catch (DockerException e) {
            record.stop("TaskFailedToStart", "Error response from daemon: " + e.getMessage());
        }
        return false;
    }

    private boolean known() {
        return record.container(body.name()).hasNonNull("runtimeId");
    }

    private boolean ended() {
        return record.container(body.name()).path("lastStatus").asText().equals("STOPPED");
    }

    private void create(TaskNetwork.Place place, boolean owner, Mounts mounts)
            throws LaunchException, InterruptedException {
        Map<String, String> values = new HashMap<>();
        if (!known()) {
            values.putAll(means.secrets().of(record.task().caller(), body.definition()));
            values.putAll(means.roles().environment(record.task(), body.name()));
        }
        try {
            JsonNode made = means.engine().steadily(docker -> {
                if (known()) {
                    return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                }
                docker.create(body.runtimeName(), mounts.in(body.name(), body.body(place, means.marks(), values)));
                if (owner) {
                    means.roles().connect(docker, record.task(), body.runtimeName());
                }
                return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
            });
            record.change(document -> {
                Task.container(document, body.name())
                        .put("runtimeId", made.path("Id").asText());
                document.put("pullStoppedAt", record.now());
            });
        } catch (DockerException e) {
            if (known()) {
                // It was there once. Whatever became of it, there is no exit code.
                over(container -> container.put("reason", "The container is gone from the engine."));
                return;
            }
            throw failed("CannotCreateContainerError: " + e.getMessage());
        }
    }

    private boolean start(boolean owner) throws LaunchException, InterruptedException {
        JsonNode begun;
        try {
            begun = means.engine().steadily(docker -> {
                JsonNode found = docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                if (found.path("State").path("Status").asText().equals("created")) {
                    docker.start(body.runtimeName());
                    return docker.container(body.runtimeName()).orElseThrow(DockerException::gone);
                }
                return found;
            });
        } catch (DockerException e) {
            throw failed("CannotStartContainerError: Error response from daemon: " + e.getMessage());
        }
        startedAt =
                Optional.of(Instant.parse(begun.path("State").path("StartedAt").asText()));
        boolean attached = owner && !Addresses.of(begun).isEmpty();
        if (attached) {
            means.network().seen(record.task(), begun);
        }
        record.change(document -> {
            ObjectNode container = Task.container(document, body.name());
            ExecuteCommand.started(container.put("lastStatus", "RUNNING"), record.now());
            if (attached) {
                Addresses.attach(document, body.task().interfaceId(), begun);
            }
        });
        if (HealthCheck.has(body.definition())) {
            health = Thread.ofVirtual().name("ecs-health").start(() -> {
                try {
                    new HealthWatch(means.engine(), record, body).run();
                } catch (InterruptedException _) {
                    // Abandoned.
                }
            });
        }
        return true;
    }

    /** By a predecessor, for a task that is to stop. */
    private boolean wasStarted() throws InterruptedException {
        return means.engine()
                .steadily(docker -> docker.container(body.runtimeName())
                        .map(found ->
                                !found.path("State").path("Status").asText().equals("created"))
                        .orElse(false));
    }

    private void end() throws InterruptedException {
        try {
            if (sink.isPresent()) {
                means.engine().steadily(docker -> {
                    new LogCopy(docker, body.runtimeName(), sink.get()).all();
                    return true;
                });
            }
            int code = means.engine().steadily(docker -> docker.await(body.runtimeName()));
            boolean oom = means.engine()
                    .steadily(docker -> docker.container(body.runtimeName()))
                    .map(found -> found.path("State").path("OOMKilled").asBoolean())
                    .orElse(false);
            over(container -> {
                container.put("exitCode", code);
                if (oom) {
                    container.put("reason", "OutOfMemoryError: Container killed due to memory usage");
                }
            });
        } catch (DockerException e) {
            over(container -> container.put("reason", "The container is gone from the engine."));
        }
    }

    private void over(Consumer<ObjectNode> outcome) {
        record.change(body.name(), container -> {
            outcome.accept(container);
            ExecuteCommand.stopped(container.put("lastStatus", "STOPPED"));
        });
        boolean last = record.task().containers().stream()
                .allMatch(container -> container.path("lastStatus").asText().equals("STOPPED"));
        if (last || body.essential()) {
            record.stop("EssentialContainerExited", "Essential container in task exited");
        }
    }

    /** Whether it was never started and will not be: its task is about to stop. */
    boolean neverStarts() {
        return neverStarts;
    }

    private LaunchException failed(String reason) {
        neverStarts = true;
        record.change(
                body.name(), container -> container.put("lastStatus", "STOPPED").put("reason", reason));
        return new LaunchException(reason);
    }

    /** Until it has been started, or will not be; at once when it was not begun. */
    void awaitLaunch() throws InterruptedException {
        if (thread != null) {
            launched.await();
        }
    }

    /** Nothing to do for one whose end is known. */
    void stop() {
        if (record.container(body.name()).hasNonNull("exitCode")) {
            return;
        }
        means.engine().quietly(docker -> docker.stop(body.runtimeName(), body.stopTimeout()));
    }

    void join() throws InterruptedException {
        for (Thread one : threads()) {
            one.join();
        }
    }

    void interrupt() {
        threads().forEach(Thread::interrupt);
    }

    private List<Thread> threads() {
        return Stream.of(Optional.ofNullable(thread), Optional.ofNullable(health))
                .flatMap(Optional::stream)
                .toList();
    }
}
