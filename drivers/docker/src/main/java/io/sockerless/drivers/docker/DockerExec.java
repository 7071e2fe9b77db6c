package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec.Exec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A further process in a container of the other engine, which tells of its end only when it is asked. */
final class DockerExec implements Exec {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Remote remote;
    private final String container;
    private final HostConfig host;
    private final String id;
    private final long pid;
    private final RawAttachment attachment;

    private DockerExec(
            Remote remote, String container, HostConfig host, String id, long pid, RawAttachment attachment) {
        this.remote = remote;
        this.container = container;
        this.host = host;
        this.id = id;
        this.pid = pid;
        this.attachment = attachment;
    }

    static DockerExec start(Remote remote, String container, HostConfig host, ExecSpec spec, Set<Channel> channels) {
        // Why it could not be started is told there.
        Set<Channel> heard = EnumSet.of(Channel.STDOUT);
        heard.addAll(channels);
        Map<String, Object> create = new LinkedHashMap<>();
        create.put("AttachStdin", heard.contains(Channel.STDIN));
        create.put("AttachStdout", heard.contains(Channel.STDOUT));
        create.put("AttachStderr", heard.contains(Channel.STDERR));
        create.put("DetachKeys", DockerTask.NO_DETACH);
        create.put("Tty", spec.tty());
        create.put("Env", spec.env());
        create.put("Cmd", spec.args());
        create.put("Privileged", spec.privileged());
        create.put("User", spec.user());
        create.put("WorkingDir", spec.workingDir());
        boolean sized = spec.consoleHeight() > 0 && spec.consoleWidth() > 0;
        List<Integer> size = List.of(spec.consoleHeight(), spec.consoleWidth());
        if (sized) {
            create.put("ConsoleSize", size);
        }
        String id = remote.ask(Call.of("POST", "containers", container, "exec").json(Remote.json(create)))
                .path("Id")
                .asText();
        Map<String, Object> start = new LinkedHashMap<>(Map.of("Detach", false, "Tty", spec.tty()));
        if (sized) {
            start.put("ConsoleSize", size);
        }
        Reply reply = remote.open(
                Call.of("POST", "exec", id, "start").json(Remote.json(start)).hijacking());
        RawAttachment attachment = RawAttachment.of(reply, heard, spec.tty());
        try {
            long pid = settled(remote, id, attachment);
            if (!channels.contains(Channel.STDOUT)) {
                attachment.stdout().close();
            }
            DockerExec exec = new DockerExec(remote, container, host, id, pid, attachment);
            if (sized) {
                exec.resizeAtStart(spec.consoleHeight(), spec.consoleWidth());
            }
            return exec;
        } catch (IOException | InterruptedException e) {
            attachment.close();
            throw EngineException.internal("driver docker: starting an exec: " + e, e);
        } catch (RuntimeException e) {
            attachment.close();
            throw e;
        }
    }

    /** @return its process id, once it has one; that of a process which has ended already is not always told */
    private static long settled(Remote remote, String id, RawAttachment attachment)
            throws IOException, InterruptedException {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            JsonNode now = remote.get("exec", id, "json");
            long pid = now.path("Pid").asLong();
            if (pid != 0) {
                return pid;
            }
            if (!now.path("Running").asBoolean() && now.path("ExitCode").isNumber()) {
                // The raw connection was there before the attempt, so its failure is told as output.
                String told = new String(attachment.stdout().readAllBytes(), StandardCharsets.UTF_8).strip();
                throw new EngineException(
                        ErrorKind.INVALID, told.isEmpty() ? "the process could not be started" : told);
            }
            Thread.sleep(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Engines before API 1.42 take no size at the start. */
    private void resizeAtStart(int height, int width) {
        try {
            resize(height, width);
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.UNAVAILABLE) {
                throw e;
            }
            // It has ended.
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public Attachment attachment() {
        return attachment;
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                JsonNode now = remote.get("exec", id, "json");
                if (!now.path("Running").asBoolean() && now.path("ExitCode").isNumber()) {
                    return new ExitStatus(now.path("ExitCode").asInt() & 0xff, false, Instant.now());
                }
            } catch (EngineException e) {
                if (e.kind() == ErrorKind.NOT_FOUND) {
                    // The container ended, and the other engine forgot the exec with it.
                    return new ExitStatus(128 + Signal.KILL.number(), false, Instant.now());
                }
                throw e;
            }
            if (attachment.endsWithin(pause)) {
                Thread.sleep(pause);
            }
        }
    }

    @Override
    public void signal(Signal signal) {
        new ExecSignal(remote, container, host).send(id, signal);
    }

    @Override
    public void resize(int height, int width) {
        remote.ask(Call.of("POST", "exec", id, "resize")
                .query("h", Integer.toString(height))
                .query("w", Integer.toString(width)));
    }
}
