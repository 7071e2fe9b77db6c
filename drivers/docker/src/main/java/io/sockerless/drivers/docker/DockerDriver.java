package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsFiles;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.ForwardsVolumes;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Containers of another engine behind the Docker API. Everything about them is there and carries a label of ours; here is
 * only the label's value. Containers go on when the driver is closed or its process is killed; another one with the same
 * state finds them again.
 */
public final class DockerDriver implements Driver, ForwardsFiles, ForwardsVolumes, ForwardsNetworks, HasLogs {
    private static final int ATTEMPTS = 3;

    private final Remote remote;
    private final Ours ours;
    private final Unanswered unanswered;
    private final Images images;
    private final Networks networks;
    private final Volumes volumes;
    private final ContainerFiles files;
    private final CreateBody body;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, DockerTask> tasks = new ConcurrentHashMap<>();

    /** Asks the other engine nothing yet: it may be out of reach for a while. */
    public DockerDriver(DockerConfig config) {
        ours = Ours.of(config.state());
        unanswered = Unanswered.in(config.state());
        remote = new Remote(config.host());
        images = new Images(remote);
        networks = new Networks(remote, ours);
        volumes = new Volumes(remote, ours);
        files = new ContainerFiles(remote);
        body = new CreateBody(ours, networks);
    }

    @Override
    public DriverInfo info() {
        return RemoteInfo.of(remote);
    }

    @Override
    public HasFiles files(String containerId) {
        return files;
    }

    @Override
    public HasVolumes volumes() {
        return volumes;
    }

    @Override
    public HasNetworks networks() {
        return networks;
    }

    /** Paths of binds are those of the other machine. */
    @Override
    public boolean seesHostPaths(HostConfig host) {
        return false;
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        HostConfig host = spec.host();
        if (!host.strings("Links").isEmpty()) {
            throw refused("HostConfig.Links", "the default bridge of another engine does not know our names");
        }
        for (String field : List.of("NetworkMode", "IpcMode", "PidMode")) {
            String mode = host.string(field);
            if (mode.startsWith("container:")
                    && !mode.substring("container:".length()).matches("[0-9a-f]{64}")) {
                throw refused("HostConfig." + field + " " + mode, "there is no such container yet");
            }
        }
        return List.of();
    }

    private EngineException refused(String what, String why) {
        return EngineException.notImplemented("driver docker: " + what + ": " + why);
    }

    @Override
    public void create(TaskSpec spec) {
        if (inspect(spec.id()).isPresent()) {
            return;
        }
        for (int i = 1; ; i++) {
            Map<String, Object> wanted = body.of(spec, images.ensure(spec));
            Call create = Call.of("POST", "containers", "create").query("name", Ours.container(spec.id()));
            try {
                ask(spec.id(), create.json(Remote.json(wanted)));
                break;
            } catch (EngineException e) {
                // The image may have been pruned since it was seen.
                if (e.kind() != ErrorKind.NOT_FOUND
                        || i == ATTEMPTS
                        || !e.getMessage().contains("No such image")) {
                    throw e;
                }
            }
        }
        if (spec.network() instanceof NetworkSpec.Bridge bridge
                && bridge.endpoints().size() > 1) {
            networks.connect(spec);
        }
    }

    private void ask(String id, Call create) {
        unanswered.ask(id);
        try {
            remote.ask(create);
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.UNAVAILABLE) {
                unanswered.answered(id);
            }
            throw e;
        }
        unanswered.answered(id);
    }

    private Optional<JsonNode> inspect(String id) {
        try {
            return Optional.of(remote.get("containers", Ours.container(id), "json"));
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Task prepare(TaskSpec spec) {
        JsonNode inspected = inspect(spec.id())
                .orElseThrow(() -> EngineException.notFound(
                        "driver docker: container " + spec.id() + " is gone from the engine at " + remote.host()));
        if (inspected.path("State").path("Running").asBoolean()) {
            throw EngineException.conflict("container " + spec.id() + " has a running task");
        }
        if (Limits.differ(inspected, spec.host())) {
            Limits.update(remote, Ours.container(spec.id()), spec.host());
        }
        networks.connect(spec);
        DockerTask task = new DockerTask(remote, networks, spec, watch(spec.id()), inspected);
        DockerTask earlier = tasks.put(spec.id(), task);
        if (earlier != null) {
            earlier.leave();
        }
        return task;
    }

    private Watch watch(String id) {
        return new Watch(remote, Ours.container(id), clock);
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        DockerTask known = tasks.get(spec.id());
        if (known != null && known.running()) {
            return Optional.of(known);
        }
        Optional<JsonNode> found;
        try {
            found = inspect(spec.id());
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.UNAVAILABLE) {
                throw e;
            }
            // It goes on over there, or has ended: known as soon as the engine answers.
            return Optional.of(recovered(spec, watch(spec.id()).begun(), MissingNode.getInstance()));
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        JsonNode state = found.get().path("State");
        if (state.path("Running").asBoolean()) {
            Watch watch = watch(spec.id());
            watch.register("not-running");
            return Optional.of(recovered(spec, watch.begun(), found.get()));
        }
        if (state.path("Status").asText().equals("created")) {
            return Optional.empty();
        }
        Watch over = Watch.ended(remote, Ours.container(spec.id()), clock, Watch.status(found.get()));
        return Optional.of(recovered(spec, over, found.get()));
    }

    private Task recovered(TaskSpec spec, Watch watch, JsonNode inspected) {
        DockerTask task = new DockerTask(remote, networks, spec, watch, inspected).found();
        tasks.put(spec.id(), task);
        return task;
    }

    @Override
    public List<String> list() {
        unanswered.settle(id -> inspect(id).isPresent());
        List<String> ids = new ArrayList<>();
        for (JsonNode container :
                remote.ask(ours.filter(Call.of("GET", "containers", "json").query("all", true)))) {
            String id = Ours.labelled(container, Ours.CONTAINER);
            if (!id.isEmpty()) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Override
    public void delete(String containerId) {
        Call delete =
                Call.of("DELETE", "containers", Ours.container(containerId)).query("force", true);
        try {
            remote.ask(delete);
        } catch (EngineException e) {
            switch (e.kind()) {
                case NOT_FOUND -> {}
                case CONFLICT -> awaitRemoval(containerId, e);
                default -> throw e;
            }
        }
        tasks.remove(containerId);
    }

    /** Somebody else is removing it already. */
    private void awaitRemoval(String id, EngineException refusal) {
        if (!refusal.getMessage().contains("already in progress")) {
            throw refusal;
        }
        try {
            remote.ask(Call.of("POST", "containers", Ours.container(id), "wait").query("condition", "removed"));
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        return new Logs(remote, Ours.container(containerId), query, Optional.ofNullable(tasks.get(containerId)));
    }

    /** It is on the other machine. */
    @Override
    public String logPath(String containerId) {
        return "";
    }

    @Override
    public void close() {
        tasks.values().forEach(DockerTask::leave);
        remote.close();
    }
}
