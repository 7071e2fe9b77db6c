package io.sockerless.features.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.crash.Subject.Phase;
import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.util.Map;
import java.util.Optional;

/**
 * What a client can do to a container. Each step tells the {@link Subject} what it has become if the daemon's answer came,
 * and what it may have become if not.
 */
final class Steps {
    private final Api api;
    private final String cgroupParent;

    Steps(Api api, String cgroupParent) {
        this.api = api;
        this.cgroupParent = cgroupParent;
    }

    private Optional<Reply> post(Subject subject, String target) {
        return api.ask("POST", "/containers/" + subject.reference() + target, "");
    }

    /** Whether it was acknowledged; another answer than these is a finding. */
    private boolean accepted(Subject subject, String what, Optional<Reply> reply, Integer... wanted) {
        if (reply.isEmpty()) {
            return false;
        }
        if (!java.util.List.of(wanted).contains(reply.get().status())) {
            api.findings()
                    .lost(what + " of " + subject + ": " + reply.get().status() + " "
                            + reply.get().text().strip());
            return false;
        }
        return true;
    }

    void create(Subject subject) {
        var reply =
                api.ask("POST", "/containers/create?name=" + subject.shape.nonce(), subject.shape.json(cgroupParent));
        if (accepted(subject, "create", reply, 201)) {
            subject.id = Json.parse(reply.get().body()).path("Id").asText();
            subject.is(Phase.CREATED);
            api.findings().created();
        } else {
            subject.maybe(Phase.CREATED);
        }
    }

    void start(Subject subject) {
        var reply = post(subject, "/start");
        boolean sure = accepted(subject, "start", reply, 204);
        subject.began(sure);
        if (!sure) {
            subject.maybe(Phase.RUNNING);
        }
        if (!subject.shape.lasting()) {
            subject.codes.add(subject.shape.code());
            subject.maybe(subject.shape.autoRemove() ? Phase.ABSENT : Phase.ENDED, Phase.RUNNING);
        } else if (sure) {
            subject.is(Phase.RUNNING);
            remember(subject);
        }
    }

    /** The process id and the port, which must stay the same while it runs. */
    private void remember(Subject subject) {
        var reply = api.ask("GET", "/containers/" + subject.reference() + "/json", "");
        if (accepted(subject, "inspect", reply, 200)) {
            var inspect = Json.parse(reply.get().body());
            subject.pid = inspect.path("State").path("Pid").asLong();
            subject.port = port(inspect);
        }
    }

    static String port(JsonNode inspect) {
        return inspect.path("NetworkSettings")
                .path("Ports")
                .path("80/tcp")
                .path(0)
                .path("HostPort")
                .asText();
    }

    /** Waits for the end of one that ends by itself. */
    void await(Subject subject) {
        var reply = post(subject, "/wait" + (subject.shape.autoRemove() ? "?condition=removed" : ""));
        if (subject.shape.autoRemove() && reply.map(Reply::status).orElse(0) == 404) {
            subject.ended(subject.shape.code());
        } else if (accepted(subject, "wait", reply, 200)) {
            int code = Json.parse(reply.get().body()).path("StatusCode").asInt();
            if (code != subject.shape.code()) {
                api.findings().lost("wait for " + subject + " tells " + code + ", not " + subject.shape.code());
            }
            subject.ended(subject.shape.code());
        }
    }

    /** Before its trap is set, a program ignores what asks it to end. */
    private void comeUp(Subject subject) {
        if (subject.coming()) {
            talk(subject, "early-" + Long.toHexString(System.nanoTime()));
        }
    }

    void stop(Subject subject) {
        comeUp(subject);
        end(subject, "stop", post(subject, "/stop?t=20"), subject.shape.code());
    }

    void kill(Subject subject) {
        end(subject, "kill", post(subject, "/kill?signal=KILL"), 137);
    }

    private void end(Subject subject, String what, Optional<Reply> reply, int code) {
        if (accepted(subject, what, reply, 204)) {
            subject.ended(code);
            settle(subject);
        } else {
            subject.maybeEnded(code);
        }
    }

    /** The answer to a stop may come before an automatic removal. */
    private void settle(Subject subject) {
        if (subject.shape.autoRemove()) {
            subject.maybe(Phase.ENDED);
            if (accepted(subject, "wait", post(subject, "/wait?condition=removed"), 200, 404)) {
                subject.is(Phase.ABSENT);
            }
        }
    }

    /** For one that an unacknowledged request may be ending. */
    void finish(Subject subject) {
        var reply = post(subject, "/stop?t=20");
        subject.codes.add(subject.shape.code());
        if (accepted(subject, "stop", reply, 204, 304, subject.shape.autoRemove() ? 404 : 204)) {
            subject.doomed = false;
            subject.is(subject.shape.autoRemove() ? Phase.ABSENT : Phase.ENDED);
            settle(subject);
        } else {
            subject.maybeEnded(subject.shape.code());
        }
    }

    void restart(Subject subject) {
        comeUp(subject);
        boolean sure = accepted(subject, "restart", post(subject, "/restart?t=20"), 204);
        subject.began(sure);
        if (sure) {
            remember(subject);
        } else {
            subject.codes.add(subject.shape.code());
            // A restart by hand removes nothing, but the end of a run that nobody restarts does.
            subject.maybeEnded(subject.shape.code());
        }
    }

    void pause(Subject subject, boolean pause) {
        Phase next = pause ? Phase.PAUSED : Phase.RUNNING;
        var what = pause ? "/pause" : "/unpause";
        if (accepted(subject, what, post(subject, what), 204)) {
            subject.is(next);
        } else {
            subject.maybe(next);
        }
    }

    void rename(Subject subject, String name) {
        var reply = post(subject, "/rename?name=" + name);
        if (accepted(subject, "rename", reply, 204)) {
            subject.names.clear();
        }
        subject.names.add(name);
    }

    void talk(Subject subject, String word) {
        boolean answered = api.talk(subject.reference(), word, "got-" + word + "\n");
        subject.printed("got-" + word, answered);
        if (answered) {
            subject.answered();
        }
    }

    /** To a further network, or out of it; where it is already, or is not, it stays. */
    void connect(Subject subject, String network, boolean connect) {
        var reply = api.ask(
                "POST",
                "/networks/" + network + (connect ? "/connect" : "/disconnect"),
                "{\"Container\":\"" + subject.reference() + "\"}");
        accepted(subject, connect ? "connect" : "disconnect", reply, 200, connect ? 403 : 500);
    }

    void put(Subject subject, String name, String content) {
        var reply = api.ask(Request.of("PUT", "/containers/" + subject.reference() + "/archive?path=/")
                .header("Content-Type", "application/x-tar")
                .body(StandInImage.files(Map.of(name, content))));
        if (accepted(subject, "put", reply, 200)) {
            subject.files.put(name, content);
        }
    }

    /** One that can be started, now or later. @return its id, or nothing */
    private Optional<String> createExec(Subject subject, String word, int code) {
        var created = api.ask(
                "POST",
                "/containers/" + subject.reference() + "/exec",
                "{\"AttachStdout\":true,\"Cmd\":[\"sh\",\"-c\",\"echo %s; exit %d\"]}".formatted(word, code));
        return accepted(subject, "exec create", created, 201)
                ? Optional.of(Json.parse(created.get().body()).path("Id").asText())
                : Optional.empty();
    }

    void exec(Subject subject, String word, int code) {
        createExec(subject, word, code).ifPresent(id -> startExec(subject, id, word, code));
    }

    /** What a command prints; for moments in which nobody kills the daemon. */
    String output(Subject subject, String command) {
        var created = api.sure(
                "POST",
                "/containers/" + subject.reference() + "/exec",
                "{\"AttachStdout\":true,\"Cmd\":[\"sh\",\"-c\",\"" + command + "\"]}");
        var id = Json.parse(created.body()).path("Id").asText();
        return Api.stdout(api.sure("POST", "/exec/" + id + "/start", "{}").body());
    }

    void execForLater(Subject subject, String word) {
        createExec(subject, word, 7).ifPresent(id -> subject.startable.put(id, word));
    }

    void startExec(Subject subject, String id, String word, int code) {
        var started = api.ask("POST", "/exec/" + id + "/start", "{}");
        if (!accepted(subject, "exec start", started, 200)) {
            return;
        }
        var output = Api.stdout(started.get().body());
        var inspected = api.ask("GET", "/exec/" + id + "/json", "");
        if (accepted(subject, "exec inspect", inspected, 200)) {
            var exec = Json.parse(inspected.get().body());
            if (!output.equals(word + "\n") || exec.path("ExitCode").asInt() != code) {
                api.findings().lost("exec in " + subject + " printed " + output + " for " + word + ", then " + exec);
            }
            subject.execs.put(id, code);
        }
    }

    void remove(Subject subject) {
        var reply = api.ask("DELETE", "/containers/" + subject.reference() + "?force=1&v=1", "");
        if (accepted(subject, "remove", reply, 204)) {
            subject.is(Phase.ABSENT);
        } else {
            if (!subject.in(Phase.CREATED) && !subject.in(Phase.ENDED)) {
                subject.maybeEnded(137);
            }
            subject.maybe(Phase.ABSENT);
        }
    }
}
