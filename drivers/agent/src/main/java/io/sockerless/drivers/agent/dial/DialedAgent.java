package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.agent.AgentStream;
import io.sockerless.drivers.agent.FileStat;
import io.sockerless.drivers.agent.FileTree;
import io.sockerless.drivers.agent.HostFiles;
import io.sockerless.drivers.agent.MirrorPlace;
import io.sockerless.drivers.agent.ShimClient.Standard;
import io.sockerless.drivers.agent.ShimStreams;
import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.Unpack;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One container's agent, for a driver to build a task on. It exists before the agent has dialed and outlives its
 * connections: requests and streams survive a cut connection. They do not survive a new agent process or a new gateway;
 * they fail with {@link ErrorKind#UNAVAILABLE} or {@link IOException} then, as every request does while no agent has
 * dialed in. Other failures are {@link EngineException} with the agent's kind and message. Safe for use by many threads.
 */
public final class DialedAgent implements AutoCloseable {
    private static final FileTree ROOT = new FileTree.Directory(Path.of("/"));

    private final String containerId;
    private final AgentLine line;

    DialedAgent(String containerId) {
        this.containerId = containerId;
        this.line = new AgentLine(containerId);
    }

    public String containerId() {
        return containerId;
    }

    private record Nothing() {}

    private record StartedAt(Instant startedAt) {}

    private record Pid(long pid) {}

    private record Ended(int code, boolean oom, Instant finishedAt) {}

    /**
     * What the agent knows of the user's command.
     *
     * @param status created, running, exited; or failed: it could not be started
     * @param code once exited
     */
    public record State(
            String status,
            long pid,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            int code,
            boolean paused) {}

    private record StateAnswer(
            String status, long pid, Instant startedAt, Instant finishedAt, int code, boolean paused) {}

    /** Takes over a new connection of the agent's. */
    void dialed(
            ResumableSession.Carrier carrier, String session, long received, Duration patience, AgentLine.Answer answer)
            throws IOException {
        line.dialed(carrier, session, received, patience, answer);
    }

    /** Whether requests can be made, perhaps with a wait until a cut connection is back. */
    public boolean isConnected() {
        return line.isConnected();
    }

    /** Waits until the agent has dialed in; false if it has not in that time, or this was closed. */
    public boolean awaitConnected(Duration timeout) throws InterruptedException {
        return line.awaitConnected(timeout);
    }

    /**
     * Tells an agent its command that was started without one ({@link DialSettings#waiting}).
     *
     * @param env {@code NAME=VALUE}, in place of what the agent itself has by these names
     * @throws EngineException CONFLICT when it has one
     */
    public void configure(DialSettings settings, List<String> env) {
        line.connection().request("configure", settings.command(env), Nothing.class);
    }

    /**
     * Lets the user's command run.
     *
     * @throws EngineException INVALID with a runtime's words when it cannot be executed; CONFLICT when it was started
     */
    public Instant start() {
        return line.connection().request("start", Map.of(), StartedAt.class).startedAt();
    }

    public State state() {
        StateAnswer now = line.connection().request("state", Map.of(), StateAnswer.class);
        return new State(
                now.status(),
                now.pid(),
                Optional.ofNullable(now.startedAt()),
                Optional.ofNullable(now.finishedAt()),
                now.code(),
                now.paused());
    }

    /** As {@link io.sockerless.drivers.spi.Task#attach}; until {@link #release} also after the end. */
    public Attachment attach(Set<Channel> channels) {
        AgentConnection connection = line.connection();
        ShimStreams streams = ShimStreams.open(connection, standard(channels));
        connection.request("attach", streams.ids(), Nothing.class, streams.all());
        return new DialedAttachment(streams);
    }

    /** As {@link CanExec#exec}. */
    public CanExec.Exec exec(ExecSpec spec, Set<Channel> channels) {
        if (spec.privileged()) {
            throw EngineException.notImplemented("an exec in a cloud cannot be privileged");
        }
        AgentConnection connection = line.connection();
        ShimStreams streams = ShimStreams.open(connection, standard(channels));
        Map<String, Object> params = new LinkedHashMap<>(streams.ids());
        params.put("execId", spec.id());
        params.put("args", spec.args());
        params.put("env", spec.env());
        params.put("user", spec.user());
        params.put("workingDir", spec.workingDir());
        params.put("terminal", spec.tty());
        params.put("height", spec.consoleHeight());
        params.put("width", spec.consoleWidth());
        long pid = connection.request("exec", params, Pid.class, streams.all()).pid();
        return new DialedExec(connection, spec.id(), pid, new DialedAttachment(streams));
    }

    /**
     * Waits for the command's end, through lost connections and for an agent that has not dialed in yet.
     *
     * @throws EngineException UNAVAILABLE when this is closed first: ask the cloud for the exit code then
     */
    public ExitStatus awaitExit() throws InterruptedException {
        while (true) {
            AgentConnection connection = line.awaitConnection();
            try {
                Ended end = connection.request("wait", Map.of(), Ended.class);
                return new ExitStatus(end.code(), end.oom(), end.finishedAt());
            } catch (EngineException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (e.kind() != ErrorKind.UNAVAILABLE) {
                    throw e;
                }
                connection.awaitEnd();
            }
        }
    }

    /** Lets an ended agent go, and the cloud see its container's end; nothing can be read from it afterwards. */
    public void release() {
        line.connection().request("release", Map.of(), Nothing.class);
    }

    /** Signals the user's command; one that has ended ignores it. Before the start it ends the agent with 128 + n. */
    public void signal(int number) {
        line.connection().request("signal", Map.of("number", number), Nothing.class);
    }

    /** @throws EngineException CONFLICT without a terminal */
    public void resize(int height, int width) {
        line.connection().request("resize", Map.of("height", height, "width", width), Nothing.class);
    }

    /** Lets the command read EOF from its stdin. */
    public void closeStdin() {
        line.connection().request("close-stdin", Map.of(), Nothing.class);
    }

    /** Stops every process by SIGSTOP; returns when none runs. CONFLICT when the command has ended. */
    public void pause() {
        line.connection().request("pause", Map.of(), Nothing.class);
    }

    public void unpause() {
        line.connection().request("unpause", Map.of(), Nothing.class);
    }

    /** What {@code ps -ef} prints, for the container's processes; INVALID for other arguments. */
    public HasTop.Processes top(String psArgs) {
        return DialedTop.of(processes(), psArgs);
    }

    /** The container's process ids, as itself sees them, without the agent. */
    public List<Long> pids() {
        return processes().stream().map(DialedTop.Row::pid).toList();
    }

    private List<DialedTop.Row> processes() {
        return line.connection().request("top", Map.of(), DialedTop.Table.class).processes();
    }

    /** From the control group where the container can see it, else added up from {@code /proc}; no block devices. */
    public HasStats.Stats stats() {
        return line.connection().request("stats", Map.of(), DialedStats.class).stats();
    }

    /**
     * Tells the container's name server who is where; before the first time it has none. It listens at 127.0.0.11 and
     * asks those that the container had before for all other names.
     *
     * @param self the container's own places
     * @param neighbours those of others in the same networks, by container
     */
    public void names(List<NamedEndpoint> self, Map<String, List<NamedEndpoint>> neighbours) {
        line.connection().request("names", Map.of("self", self, "neighbours", neighbours), Nothing.class);
    }

    /** What a path is; NOT_FOUND. */
    public FileStat stat(String path) {
        return files().stat(ROOT, path);
    }

    /** A tar of the path; NOT_FOUND before anything is read. The caller closes it. */
    public InputStream tarOut(String path) {
        return files().tarOut(ROOT, path);
    }

    /** Extracts a tar as PUT /containers/{id}/archive does. */
    public void tarIn(TarIn how, InputStream tar) throws IOException {
        files().tarIn(ROOT, how, tar);
    }

    /** Applies a layer to the container's own files: its {@code .wh.} entries remove. */
    public void layerIn(InputStream tar) throws IOException {
        files().unpack(new Unpack(Path.of("/"), Unpack.Whiteouts.REMOVE, List.of(), false), tar);
    }

    /**
     * A tar of what has changed since the agent began, whoever has changed it; volumes and other mounts are left out. The
     * entry of a directory has a PAX record {@code SOCKERLESS.names}: all names in it, each after a slash. The caller
     * closes it.
     */
    public InputStream changed() {
        return files().changed();
    }

    /** As {@link HostFiles#mirrorOut}. */
    public InputStream mirrorOut(MirrorPlace place, boolean taken) {
        return files().mirrorOut(place, taken);
    }

    /** As {@link HostFiles#mirrorIn}. */
    public void mirrorIn(MirrorPlace place, boolean whole, InputStream told) throws IOException {
        files().mirrorIn(place, whole, told);
    }

    private HostFiles files() {
        return new HostFiles(line.connection());
    }

    /**
     * A TCP connection to a port of the container, at its loopback address. Closing its output is a half-close.
     *
     * @throws EngineException UNAVAILABLE or INTERNAL when nobody listens there
     */
    public AgentStream forward(int port) {
        return forward(port, "tcp");
    }

    /**
     * UDP to and from a port of the container, at its loopback address: datagrams, each after two bytes of its length. It ends
     * when its output is closed.
     */
    public AgentStream forwardDatagrams(int port) {
        return forward(port, "udp");
    }

    private AgentStream forward(int port, String protocol) {
        AgentConnection connection = line.connection();
        AgentStream stream = connection.duplexStream();
        Map<String, Object> params = Map.of("port", port, "protocol", protocol, "stream", stream.id());
        connection.request("forward", params, Nothing.class, stream);
        return stream;
    }

    /**
     * The command's output since {@code offset}, a number of bytes; what the agent no longer has is left out, so that
     * the first entry may begin later. While somebody follows, a full memory of the agent's holds the command back.
     *
     * @param follow go on until the command's end; otherwise until now
     */
    public DialedLog logs(long offset, boolean follow) {
        AgentConnection connection = line.connection();
        AgentStream stream = connection.readStream();
        connection.request(
                "logs", Map.of("offset", offset, "follow", follow, "stream", stream.id()), Nothing.class, stream);
        return new DialedLog(stream.input());
    }

    private static Set<Standard> standard(Set<Channel> channels) {
        Set<Standard> wanted = java.util.EnumSet.noneOf(Standard.class);
        channels.forEach(channel -> wanted.add(Standard.valueOf(channel.name())));
        return wanted;
    }

    /** Lets go; the container goes on. Whoever waits fails with UNAVAILABLE. */
    @Override
    public void close() {
        line.close();
    }
}
