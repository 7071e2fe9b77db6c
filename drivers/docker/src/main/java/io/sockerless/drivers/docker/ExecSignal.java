package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;

/**
 * Sends a signal to an exec, for which the Docker API has no call: by a further exec with the container's own shell. It is
 * told apart by its place: processes that were started from outside have no parent inside, and have come in the same order
 * there as on the other machine, whose process ids the API tells.
 */
record ExecSignal(Remote remote, String container, HostConfig host) {
    private static final int ATTEMPTS = 5;

    /** Only what every shell has built in: the ids of processes without a parent, but for the first one and itself. */
    private static final String ORPHANS = """
            for p in /proc/[0-9]*; do
              n=${p#/proc/}
              [ "$n" = 1 ] || [ "$n" = "$$" ] && continue
              while read -r k v; do
                if [ "$k" = PPid: ]; then [ "$v" = 0 ] && echo "$n"; break; fi
              done <$p/status
            done 2>/dev/null
            exit 0""";

    void send(String exec, Signal signal) {
        for (int i = 0; i < ATTEMPTS; i++) {
            long pid = pid(exec);
            if (pid == 0) {
                return;
            }
            if (host.string("PidMode").equals("host")) {
                run("kill -" + signal.number() + " " + pid);
                return;
            }
            List<Long> outside = outside();
            List<Long> inside = run(ORPHANS)
                    .lines()
                    .map(String::strip)
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
            if (inside.size() == outside.size() && outside.contains(pid)) {
                run("kill -" + signal.number() + " " + inside.get(outside.indexOf(pid)));
                return;
            }
        }
        throw EngineException.notImplemented("driver docker: the engine at " + remote.host()
                + " has no signals for execs, and which process of the container this one is cannot be told");
    }

    /** 0 when it does not run. */
    private long pid(String exec) {
        JsonNode now = remote.get("exec", exec, "json");
        return now.path("Running").asBoolean() ? now.path("Pid").asLong() : 0;
    }

    private List<Long> outside() {
        List<Long> pids = new ArrayList<>();
        remote.get("containers", container, "json").path("ExecIDs").forEach(id -> {
            long pid = pid(id.asText());
            if (pid != 0) {
                pids.add(pid);
            }
        });
        return pids.stream().sorted().toList();
    }

    private String run(String script) {
        ExecSpec spec = new ExecSpec(
                UUID.randomUUID().toString(), List.of("sh", "-c", script), List.of(), "0", "/", false, false, 0, 0);
        DockerExec shell;
        try {
            shell = DockerExec.start(remote, container, host, spec, EnumSet.of(Channel.STDOUT, Channel.STDERR));
        } catch (EngineException e) {
            throw EngineException.notImplemented("driver docker: the engine at " + remote.host()
                    + " has no signals for execs, and the container has no shell to send them: " + e.getMessage());
        }
        try (var attachment = shell.attachment()) {
            String said = new String(attachment.stdout().readAllBytes(), StandardCharsets.UTF_8);
            shell.await();
            return said;
        } catch (IOException e) {
            throw EngineException.internal("driver docker: a signal to an exec: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.internal("driver docker: interrupted", e);
        }
    }
}
