package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Execs;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Fields;
import io.sockerless.frontends.http.Hijack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Further processes in running containers. */
final class ExecHandlers {
    private final Execs execs;

    ExecHandlers(Execs execs) {
        this.execs = execs;
    }

    void create(Call call) throws IOException {
        Map<String, Object> body = Bodies.EXEC.decode(call.body());
        List<String> cmd = Fields.strings(body, "Cmd");
        if (cmd.isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        DetachKeys.parse(Fields.string(body, "DetachKeys"));
        String id = execs.create(
                call.name(),
                new Execs.ExecConfig(
                        Fields.bool(body, "AttachStdin"),
                        Fields.bool(body, "AttachStdout"),
                        Fields.bool(body, "AttachStderr"),
                        Fields.bool(body, "Tty"),
                        Fields.bool(body, "Privileged"),
                        Fields.string(body, "User"),
                        Fields.string(body, "WorkingDir"),
                        Fields.strings(body, "Env"),
                        cmd,
                        Fields.string(body, "DetachKeys"),
                        Bodies.console(body)));
        call.json(201, Map.of("Id", id));
    }

    void start(Call call) throws IOException, InterruptedException {
        Map<String, Object> body = Bodies.EXEC_START.decode(call.body());
        boolean detach = Fields.bool(body, "Detach");
        Execs.ExecState state = execs.get(call.name());
        execs.check(state.id());
        Containers.ConsoleSize given = Bodies.console(body);
        Containers.ConsoleSize console =
                given.height() > 0 ? given : state.config().consoleSize();
        if (detach) {
            execs.start(state.id(), Set.of(), state.config().tty(), console);
            call.exchange().send(200);
            return;
        }
        attached(call, state, console, Fields.bool(body, "Tty"));
    }

    /**
     * From here on the connection is the client's stream, which is also where a failed start is told, as in dockerd.
     *
     * @param raw whether it carries bytes instead of frames. The start decides it, whether or not there is a terminal.
     */
    private void attached(Call call, Execs.ExecState state, Containers.ConsoleSize console, boolean raw)
            throws IOException, InterruptedException {
        boolean tty = state.config().tty();
        Set<Channel> channels = channels(state.config());
        byte[] keys = DetachKeys.parse(state.config().detachKeys());
        AtomicReference<Hijack> told = new AtomicReference<>();
        try (Attachment process =
                execs.start(state.id(), channels, tty, console, () -> told.set(hijacked(call, raw)))) {
            Hijack connection = told.get();
            call.exchange().onLeave(process::close);
            new Piping(connection.input(), new Frames(connection.output(), raw), () -> execs.detached(state.id()))
                    .run(process, channels, tty ? Optional.of(keys) : Optional.empty());
            connection.endOutput();
        } catch (EngineException e) {
            Hijack connection = told.get() == null ? hijacked(call, raw) : told.get();
            new Frames(connection.output(), raw)
                    .write(Channel.STDOUT, (e.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8));
            connection.endOutput();
        }
    }

    /**
     * Clients that poll take an exec that is not seen to run for one that has ended, and some lose output that comes together
     * with the head: so the head is sent in between.
     */
    private static Hijack hijacked(Call call, boolean raw) {
        try {
            return StreamHandlers.hijack(call, raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Channel> channels(Execs.ExecConfig config) {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        if (config.attachStdin()) {
            channels.add(Channel.STDIN);
        }
        if (config.attachStdout()) {
            channels.add(Channel.STDOUT);
        }
        if (config.attachStderr()) {
            channels.add(Channel.STDERR);
        }
        return channels;
    }

    void resize(Call call) throws IOException {
        execs.resize(call.name(), call.integer("h", -1), call.integer("w", -1));
        call.exchange().send(200);
    }

    void inspect(Call call) throws IOException {
        Execs.ExecState state = execs.get(call.name());
        Execs.ExecConfig config = state.config();
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("tty", config.tty());
        process.put("entrypoint", config.cmd().getFirst());
        process.put("arguments", config.cmd().subList(1, config.cmd().size()));
        process.put("privileged", config.privileged());
        if (!config.user().isEmpty()) {
            process.put("user", config.user());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ID", state.id());
        json.put("Running", state.status() == Execs.ExecState.Status.RUNNING);
        json.put("ExitCode", state.status() == Execs.ExecState.Status.EXITED ? state.exitCode() : null);
        json.put("ProcessConfig", process);
        json.put("OpenStdin", config.attachStdin());
        json.put("OpenStderr", config.attachStderr());
        json.put("OpenStdout", config.attachStdout());
        json.put("CanRemove", false);
        json.put("ContainerID", state.containerId());
        json.put("DetachKeys", "");
        json.put("Pid", state.pid());
        call.json(200, json);
    }
}
