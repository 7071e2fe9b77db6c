package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.post;

import java.util.List;

/** Exec: create, start in every mode, inspect, resize, and what is refused. */
final class ExecCalls {
    private ExecCalls() {}

    private static Call create(String name, String json) {
        return post("exec-create-" + name, "/containers/dozer/exec", json).saves(name, "/Id");
    }

    static List<Call> calls() {
        return List.of(
                post("exec-create-stopped", "/containers/alpha/exec", "{\"Cmd\":[\"true\"]}"),
                post("exec-create-missing", "/containers/missing/exec", "{\"Cmd\":[\"true\"]}"),
                post("start-dozer", "/containers/dozer/start"),
                post("exec-create-no-command", "/containers/dozer/exec", "{}"),
                post("exec-create-no-body", "/containers/dozer/exec"),
                post("exec-create-bad-json", "/containers/dozer/exec", "{"),
                post("exec-create-bad-env", "/containers/dozer/exec", "{\"Cmd\":[\"true\"],\"Env\":[\"=\"]}"),
                create("plain", """
                    {"AttachStdout":true,"AttachStderr":true,"Env":["WORD=a b"],"WorkingDir":"/tmp","User":"1000",
                     "Cmd":["sh","-c","echo $WORD; pwd; id -u; echo oops >&2; exit 5"]}\
                    """),
                get("exec-inspect-new", "/exec/${plain}/json").exact("Running", "ExitCode", "Pid", "ProcessConfig"),
                post("exec-start", "/exec/${plain}/start", "{\"Detach\":false,\"Tty\":false}")
                        .multiplexed(),
                get("exec-inspect-done", "/exec/${plain}/json").exact("Running", "ExitCode", "ProcessConfig"),
                post("exec-start-again", "/exec/${plain}/start", "{\"Detach\":false,\"Tty\":false}"),
                create(
                        "upgraded",
                        "{\"AttachStdin\":true,\"AttachStdout\":true,\"Cmd\":[\"sh\",\"-c\",\"cat; echo end\"]}"),
                post("exec-start-upgraded", "/exec/${upgraded}/start", "{\"Detach\":false,\"Tty\":false}")
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "tcp")
                        .multiplexed()
                        .input("one\ntwo\n"),
                create(
                        "terminal",
                        "{\"AttachStdin\":true,\"AttachStdout\":true,\"AttachStderr\":true,\"Tty\":true,\"Cmd\":[\"sh\",\"-c\",\"tty;"
                                + " echo oops >&2\"]}"),
                post("exec-start-tty", "/exec/${terminal}/start", "{\"Detach\":false,\"Tty\":true}")
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "tcp")
                        .raw()
                        .typed(""),
                create("detached", "{\"Cmd\":[\"sleep\",\"1000\"]}"),
                post("exec-start-detached", "/exec/${detached}/start", "{\"Detach\":true}")
                        .raw(),
                get("exec-inspect-running", "/exec/${detached}/json").exact("Running", "ExitCode"),
                get("inspect-with-exec", "/containers/dozer/json"),
                post("exec-resize-no-tty", "/exec/${detached}/resize?h=10&w=20"),
                post("exec-resize-bad", "/exec/${detached}/resize?h=x&w=20"),
                post("exec-start-running", "/exec/${detached}/start", "{\"Detach\":true}"),
                create("notfound", "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"nosuchcommand\"]}"),
                post("exec-start-not-found", "/exec/${notfound}/start", "{}").multiplexed(),
                get("exec-inspect-not-found", "/exec/${notfound}/json").exact("Running", "ExitCode"),
                create("notfounddetached", "{\"Cmd\":[\"/no/such\"]}"),
                post("exec-start-not-found-detached", "/exec/${notfounddetached}/start", "{\"Detach\":true}"),
                create("noexec", "{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"/etc/passwd\"]}"),
                post("exec-start-not-executable", "/exec/${noexec}/start", "{}").multiplexed(),
                get("exec-inspect-not-executable", "/exec/${noexec}/json").exact("ExitCode"),
                create("baduser", "{\"AttachStderr\":true,\"User\":\"nobodyhere\",\"Cmd\":[\"true\"]}"),
                post("exec-start-bad-user", "/exec/${baduser}/start", "{}").multiplexed(),
                create("badworkdir", "{\"AttachStdout\":true,\"WorkingDir\":\"/no/such\",\"Cmd\":[\"pwd\"]}"),
                post("exec-start-bad-workdir", "/exec/${badworkdir}/start", "{}")
                        .multiplexed(),
                create("unattached", "{\"Cmd\":[\"echo\",\"unheard\"]}"),
                post("exec-start-unattached", "/exec/${unattached}/start", "{}").multiplexed(),
                create("badstart", "{\"Cmd\":[\"true\"]}"),
                post("exec-start-bad-json", "/exec/${badstart}/start", "{\"Detach\":"),
                post("exec-start-tty-mismatch", "/exec/${badstart}/start", "{\"Tty\":true}"),
                create(
                        "privileged",
                        "{\"AttachStdout\":true,\"Privileged\":true,\"Cmd\":[\"grep\",\"CapEff\",\"/proc/self/status\"]}"),
                post("exec-start-privileged", "/exec/${privileged}/start", "{}").multiplexed(),
                post("exec-start-missing", "/exec/missing/start", "{}"),
                post("exec-start-no-body", "/exec/missing/start"),
                get("exec-inspect-missing", "/exec/missing/json"),
                post("exec-resize-missing", "/exec/missing/resize?h=10&w=20"),
                post("pause-for-exec", "/containers/dozer/pause"),
                post("exec-create-paused", "/containers/dozer/exec", "{\"Cmd\":[\"true\"]}"),
                post("unpause-for-exec", "/containers/dozer/unpause"));
    }
}
