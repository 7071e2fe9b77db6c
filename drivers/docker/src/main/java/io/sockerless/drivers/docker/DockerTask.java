package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.CanResize;
import io.sockerless.drivers.spi.CanUpdate;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** One run of a container at the other engine. */
final class DockerTask implements Task, CanExec, CanPause, CanResize, CanUpdate, HasStats, HasTop {
    /** A terminal's keys that detach are this engine's affair: there, the sequence must be one that nobody types. */
    static final String NO_DETACH = "ctrl-^,ctrl-@,ctrl-^,ctrl-_,ctrl-^,ctrl-@";

    private final Remote remote;
    private final Networks networks;
    private final TaskSpec spec;
    private final String container;
    private final Watch watch;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile JsonNode inspected;

    DockerTask(Remote remote, Networks networks, TaskSpec spec, Watch watch, JsonNode inspected) {
        this.remote = remote;
        this.networks = networks;
        this.spec = spec;
        this.container = Ours.container(spec.id());
        this.watch = watch;
        this.inspected = inspected;
    }

    /** As found again, running or ended. */
    DockerTask found() {
        begun.countDown();
        return this;
    }

    private Call call(String method, String action) {
        return Call.of(method, "containers", container, action);
    }

    /** As it was at the start, or when it was found again; later, if the engine was out of reach then. */
    private JsonNode inspected() {
        if (inspected.isMissingNode()) {
            try {
                inspected = remote.get("containers", container, "json");
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.UNAVAILABLE) {
                    throw e;
                }
            }
        }
        return inspected;
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    @Override
    public Instant start() {
        watch.register("next-exit");
        try {
            remote.ask(call("POST", "start"));
        } catch (EngineException e) {
            watch.close();
            begun.countDown();
            throw e;
        }
        watch.begun();
        begun.countDown();
        inspected = remote.get("containers", container, "json");
        return Instant.parse(inspected.path("State").path("StartedAt").asText());
    }

    /** Waits until it runs, or will not. */
    void awaitStart() throws InterruptedException {
        begun.await();
    }

    @Override
    public long pid() {
        return watch.ended() ? 0 : inspected().path("State").path("Pid").asLong();
    }

    @Override
    public NetworkStatus network() {
        return networks.status(spec, inspected());
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        return watch.await();
    }

    @Override
    public boolean ended() {
        return watch.ended();
    }

    boolean running() {
        return begun.getCount() == 0 && !watch.ended();
    }

    @Override
    public void signal(Signal signal) {
        try {
            remote.ask(call("POST", "kill").query("signal", Integer.toString(signal.number())));
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.CONFLICT && e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public Attachment attach(Set<Channel> channels) {
        Call attach = call("POST", "attach")
                .query("stream", true)
                .query("stdin", channels.contains(Channel.STDIN))
                .query("stdout", channels.contains(Channel.STDOUT))
                .query("stderr", channels.contains(Channel.STDERR))
                .query("detachKeys", NO_DETACH)
                .hijacking();
        return RawAttachment.of(remote.open(attach), channels, spec.config().tty());
    }

    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        return DockerExec.start(remote, container, spec.host(), exec, channels);
    }

    @Override
    public void pause() {
        if (ended()) {
            throw EngineException.conflict("the container has ended");
        }
        remote.ask(call("POST", "pause"));
    }

    @Override
    public void unpause() {
        try {
            remote.ask(call("POST", "unpause"));
        } catch (EngineException e) {
            if (paused()) {
                throw e;
            }
        }
    }

    @Override
    public boolean paused() {
        try {
            return remote.get("containers", container, "json")
                    .path("State")
                    .path("Paused")
                    .asBoolean();
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void resize(int height, int width) {
        remote.ask(call("POST", "resize").query("h", Integer.toString(height)).query("w", Integer.toString(width)));
    }

    @Override
    public void update(HostConfig host) {
        Limits.update(remote, container, host);
    }

    @Override
    public Stats stats() {
        return StatsReader.read(
                remote.ask(call("GET", "stats").query("stream", "0").query("one-shot", "1")), containerId());
    }

    @Override
    public List<Long> pids() {
        Processes all = top("");
        int column = all.titles().indexOf("PID");
        return all.rows().stream().map(row -> Long.parseLong(row.get(column))).toList();
    }

    @Override
    public Processes top(String psArgs) {
        Call top = call("GET", "top");
        JsonNode answer = remote.ask(psArgs.isEmpty() ? top : top.query("ps_args", psArgs));
        List<List<String>> rows = new ArrayList<>();
        answer.path("Processes").forEach(row -> rows.add(texts(row)));
        return new Processes(texts(answer.path("Titles")), rows);
    }

    private static List<String> texts(JsonNode array) {
        List<String> out = new ArrayList<>();
        array.forEach(text -> out.add(text.asText()));
        return out;
    }

    /** The other engine gives back what a run held as soon as it ends. */
    @Override
    public void release() {
        begun.countDown();
        watch.close();
    }

    /** Lets go of the connection; the run goes on. */
    void leave() {
        begun.countDown();
        watch.close();
    }
}
