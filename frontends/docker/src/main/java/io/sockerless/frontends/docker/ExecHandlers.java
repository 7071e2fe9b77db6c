package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Execs;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Hijack;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Further processes in running containers. */
final class ExecHandlers {
    private final Execs execs;

    ExecHandlers(Execs execs) {
        this.execs = execs;
    }

    void create(Call call) throws IOException {
        Map<String, Object> body = Bodies.EXEC.decode(call.body());
        List<String> cmd = Bodies.strings(body, "Cmd");
        if (cmd.isEmpty()) {
            throw EngineException.invalid("No exec command specified");
        }
        DetachKeys.parse(Bodies.string(body, "DetachKeys"));
        String id = execs.create(
                call.name(),
                new Execs.ExecConfig(
                        Bodies.bool(body, "AttachStdin"),
                        Bodies.bool(body, "AttachStdout"),
                        Bodies.bool(body, "AttachStderr"),
                        Bodies.bool(body, "Tty"),
                        Bodies.bool(body, "Privileged"),
                        Bodies.string(body, "User"),
                        Bodies.string(body, "WorkingDir"),
                        Bodies.strings(body, "Env"),
                        cmd,
                        Bodies.string(body, "DetachKeys"),
                        Bodies.console(body)));
        call.json(201, Map.of("Id", id));
    }

    void start(Call call) throws IOException, InterruptedException {
        Map<String, Object> body = Bodies.EXEC_START.decode(call.optionalBody());
        boolean detach = Bodies.bool(body, "Detach");
        Execs.ExecState state = execs.get(call.name());
        execs.check(state.id());
        boolean tty = state.config().tty();
        Containers.ConsoleSize console = Bodies.console(body);
        if (detach) {
            execs.start(state.id(), Set.of(), tty, console);
            call.exchange().send(200);
            return;
        }
        Set<Channel> channels = channels(state.config());
        byte[] keys = DetachKeys.parse(state.config().detachKeys());
        Attachment process = execs.start(state.id(), channels, tty, console);
        try (process) {
            Hijack connection = StreamHandlers.hijack(call, tty);
            call.exchange().onLeave(process::close);
            new Piping(connection, new Frames(connection.output(), tty), () -> execs.detached(state.id()))
                    .run(process, channels, tty ? Optional.of(keys) : Optional.empty());
            connection.endOutput();
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
