package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.post;
import static io.sockerless.features.differential.SystemCalls.filter;

import java.util.List;
import java.util.stream.Stream;

/** Start to removal, lists and their filters, and each step in the wrong state. */
final class LifecycleCalls {
    private static final String SLEEPER =
            "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"1000\"],\"StopSignal\":\"SIGKILL\",\"Labels\":{\"team\":\"red\"}}";

    private LifecycleCalls() {}

    static List<Call> calls() {
        return Stream.of(stateful(), lists(), refusals()).flatMap(List::stream).toList();
    }

    private static List<Call> stateful() {
        return List.of(
                get("logs-created", "/containers/alpha/logs?stdout=1").multiplexed(),
                get("top-created", "/containers/alpha/top"),
                post("stop-created", "/containers/alpha/stop"),
                post("kill-created", "/containers/alpha/kill"),
                post("pause-created", "/containers/alpha/pause"),
                post("unpause-created", "/containers/alpha/unpause"),
                post("resize-created", "/containers/alpha/resize?h=10&w=10"),
                post("wait-next-exit", "/containers/alpha/wait?condition=next-exit")
                        .exact("StatusCode")
                        .meanwhile(post("start", "/containers/alpha/start")),
                post("wait-exited", "/containers/alpha/wait").exact("StatusCode"),
                post("wait-bad-condition", "/containers/alpha/wait?condition=bored"),
                post("wait-missing", "/containers/missing/wait"),
                get("inspect-exited", "/containers/alpha/json").exact("State.Status", "State.ExitCode", "State.Error"),
                post("start-missing", "/containers/missing/start"),
                post("start-bad-body", "/containers/alpha/start", "{\"Image\":\"busybox\"}"),
                post("create-sleeper", "/containers/create?name=sleeper", SLEEPER),
                post("start-sleeper", "/containers/sleeper/start"),
                post("start-again", "/containers/sleeper/start"),
                get("inspect-running", "/containers/sleeper/json")
                        .exact("State.Status", "State.Running", "State.ExitCode", "NetworkSettings.Ports", "Mounts"),
                get("top", "/containers/sleeper/top"),
                get("top-args", "/containers/sleeper/top?ps_args=-o%20pid,args").exact("Titles"),
                get("top-bad-args", "/containers/sleeper/top?ps_args=-o%20nonsense"),
                get("top-missing", "/containers/missing/top"),
                get("stats-once", "/containers/sleeper/stats?stream=0"),
                get("stats-one-shot", "/containers/sleeper/stats?stream=0&one-shot=1"),
                get("stats-stream", "/containers/sleeper/stats").documents(2),
                get("stats-stopped", "/containers/alpha/stats?stream=0"),
                get("stats-missing", "/containers/missing/stats"),
                post("pause", "/containers/sleeper/pause"),
                get("inspect-paused", "/containers/sleeper/json")
                        .exact("State.Status", "State.Running", "State.Paused"),
                post("pause-again", "/containers/sleeper/pause"),
                delete("remove-paused", "/containers/sleeper"),
                post("unpause", "/containers/sleeper/unpause"),
                post("unpause-again", "/containers/sleeper/unpause"),
                post("rename", "/containers/sleeper/rename?name=dozer"),
                post("rename-taken", "/containers/dozer/rename?name=alpha"),
                post("rename-same", "/containers/dozer/rename?name=dozer"),
                post("rename-bad", "/containers/dozer/rename?name=a%2Fb"),
                post("rename-empty", "/containers/dozer/rename?name="),
                post("rename-missing", "/containers/missing/rename?name=x1"),
                post("update", "/containers/dozer/update", "{\"Memory\":134217728,\"MemorySwap\":134217728}"),
                post("update-restart", "/containers/dozer/update", "{\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}"),
                get("inspect-updated", "/containers/dozer/json").exact("HostConfig"),
                post("update-back", "/containers/dozer/update", "{\"RestartPolicy\":{\"Name\":\"no\"}}"),
                post("update-bad", "/containers/dozer/update", "{\"Memory\":5}"),
                post("update-bad-json", "/containers/dozer/update", "{"),
                post("update-missing", "/containers/missing/update", "{}"),
                post("update-kernel-memory", "/containers/dozer/update", "{\"CpuShares\":256,\"PidsLimit\":77}"),
                post("resize-no-tty", "/containers/dozer/resize?h=10&w=20"),
                post("resize-bad", "/containers/dozer/resize?h=tall&w=20"),
                post("resize-missing", "/containers/missing/resize?h=10&w=20"));
    }

    private static List<Call> lists() {
        return List.of(
                get("list-running", "/containers/json")
                        .exact("[].Names", "[].Image", "[].Command", "[].State", "[].Labels"),
                get("list-all", "/containers/json?all=1").exact("[].Names", "[].State", "[].Ports", "[].HostConfig"),
                get("list-size", "/containers/json?all=1&size=1"),
                get("list-limit", "/containers/json?limit=1").exact("[].Names"),
                get("list-limit-bad", "/containers/json?limit=few"),
                get("list-all-bad", "/containers/json?all=perhaps"),
                list("name", "alp"),
                list("name", "%5Ealpha%24"),
                list("label", "team"),
                list("label", "team%3Dred"),
                list("status", "exited"),
                list("status", "sleepy"),
                list("exited", "3"),
                list("exited", "three"),
                list("ancestor", "busybox"),
                list("ancestor", "absent"),
                list("before", "dozer"),
                list("since", "alpha"),
                list("since", "missing"),
                list("network", "bridge"),
                list("volume", "named"),
                list("publish", "80"),
                list("expose", "80%2Ftcp"),
                list("expose", "http"),
                list("health", "starting"),
                list("is-task", "true"),
                list("is-task", "maybe"),
                list("nothing", "x"),
                get("list-filters-bad-json", "/containers/json?filters=%7Bx"),
                get("list-filters-map", "/containers/json?all=1&filters=%7B%22name%22%3A%7B%22alpha%22%3Atrue%7D%7D")
                        .exact("[].Names"),
                get("list-filters-empty", "/containers/json?filters="));
    }

    private static Call list(String key, String value) {
        var id = "list-by-" + key + "-" + value.replaceAll("%..", "_");
        return get(id, "/containers/json?all=1&filters=" + filter(key, value)).exact("[].Names");
    }

    private static List<Call> refusals() {
        return List.of(
                delete("remove-running", "/containers/dozer"),
                delete("remove-missing", "/containers/missing"),
                delete("remove-link-missing", "/containers/alpha?link=1"),
                post("kill-bad-signal", "/containers/dozer/kill?signal=SIGNOTHING"),
                post("kill-big-signal", "/containers/dozer/kill?signal=99"),
                post("kill-missing", "/containers/missing/kill"),
                post("kill-usr1", "/containers/dozer/kill?signal=SIGURG"),
                post("stop-bad-timeout", "/containers/dozer/stop?t=soon"),
                post("stop-missing", "/containers/missing/stop"),
                post("restart", "/containers/dozer/restart?t=0"),
                post("restart-bad-timeout", "/containers/dozer/restart?t=soon"),
                post("restart-missing", "/containers/missing/restart"),
                post("wait-not-running", "/containers/dozer/wait?condition=not-running")
                        .exact("StatusCode")
                        .meanwhile(post("kill", "/containers/dozer/kill")),
                get("inspect-killed", "/containers/dozer/json")
                        .exact("State.Status", "State.ExitCode", "State.OOMKilled"),
                post("kill-stopped", "/containers/dozer/kill"),
                post("stop-stopped", "/containers/dozer/stop"),
                post("pause-stopped", "/containers/dozer/pause"),
                post("restart-stopped", "/containers/dozer/restart?t=0"),
                post("stop", "/containers/dozer/stop?t=5"),
                post(
                        "create-no-command",
                        "/containers/create?name=nocommand",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"/no/such\"]}"),
                post("start-no-command", "/containers/nocommand/start"),
                get("inspect-no-command", "/containers/nocommand/json")
                        .exact("State.Status", "State.ExitCode", "State.Error"),
                post(
                        "create-not-executable",
                        "/containers/create?name=notexec",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"/etc/passwd\"]}"),
                post("start-not-executable", "/containers/notexec/start"),
                get("inspect-not-executable", "/containers/notexec/json").exact("State.ExitCode", "State.Error"),
                post(
                        "create-bad-user",
                        "/containers/create?name=baduser",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"User\":\"nobodyhere\"}"),
                post("start-unknown-user", "/containers/baduser/start"),
                post(
                        "create-not-found-path",
                        "/containers/create?name=nopath",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"nosuchcommand\"]}"),
                post("start-not-found-path", "/containers/nopath/start"),
                get("inspect-not-found-path", "/containers/nopath/json").exact("State.ExitCode", "State.Error"),
                post("wait-removed", "/containers/nopath/wait?condition=removed")
                        .exact("StatusCode")
                        .meanwhile(delete("remove", "/containers/nopath")),
                delete("remove-volumes", "/containers/notexec?v=1"),
                delete("remove-again", "/containers/notexec"),
                delete("remove-force", "/containers/nocommand?force=1"),
                delete("remove-unknown-user", "/containers/baduser"));
    }
}
