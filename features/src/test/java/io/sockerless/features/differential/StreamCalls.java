package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.post;

import java.util.List;

/** Logs and attach: framing, selection, both orders of attach and start, and what is refused. */
final class StreamCalls {
    private StreamCalls() {}

    static List<Call> calls() {
        return List.of(
                get("logs-both", "/containers/alpha/logs?stdout=1&stderr=1").multiplexed(),
                get("logs-stdout", "/containers/alpha/logs?stdout=1").multiplexed(),
                get("logs-stderr", "/containers/alpha/logs?stderr=true").multiplexed(),
                get("logs-neither", "/containers/alpha/logs"),
                get("logs-timestamps", "/containers/alpha/logs?stdout=1&timestamps=1")
                        .multiplexed(),
                get("logs-details", "/containers/alpha/logs?stdout=1&details=1").multiplexed(),
                get("logs-tail-0", "/containers/alpha/logs?stdout=1&tail=0").multiplexed(),
                get("logs-tail-bad", "/containers/alpha/logs?stdout=1&tail=most")
                        .multiplexed(),
                get("logs-since-bad", "/containers/alpha/logs?stdout=1&since=lately"),
                get("logs-since-future", "/containers/alpha/logs?stdout=1&since=4000000000")
                        .multiplexed(),
                get("logs-until-past", "/containers/alpha/logs?stdout=1&until=1000000000")
                        .multiplexed(),
                get("logs-follow-ended", "/containers/alpha/logs?stdout=1&follow=1")
                        .multiplexed(),
                get("logs-missing", "/containers/missing/logs?stdout=1"),
                post("create-talker", "/containers/create?name=talker", """
                    {"Image":"busybox","Cmd":["sh","-c","read line; echo got $line; echo bad $line >&2; exit 7"],
                     "OpenStdin":true,"StdinOnce":true,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true}\
                    """),
                post("attach-before-start", "/containers/talker/attach?stream=1&stdin=1&stdout=1&stderr=1")
                        .multiplexed()
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "tcp")
                        .meanwhile(post("start-talker", "/containers/talker/start"))
                        .input("word\n"),
                post("wait-talker", "/containers/talker/wait").exact("StatusCode"),
                get("logs-follow-live", "/containers/talker/logs?stdout=1&stderr=1&follow=1")
                        .multiplexed(),
                post("attach-stopped-logs", "/containers/talker/attach?logs=1&stdout=1&stderr=1")
                        .multiplexed(),
                post("attach-missing", "/containers/missing/attach?stream=1&stdout=1"),
                post("attach-nothing", "/containers/talker/attach").multiplexed(),
                post("attach-bad-keys", "/containers/talker/attach?stream=1&stdout=1&detachKeys=ctrl-%C3%A4"),
                get("attach-ws-missing", "/containers/missing/attach/ws?stream=1&stdout=1"),
                get("attach-ws-no-upgrade", "/containers/talker/attach/ws?logs=1&stdout=1"),
                post("create-reader", "/containers/create?name=reader", """
                    {"Image":"busybox","Cmd":["sh","-c","cat; echo end"],"OpenStdin":true,"StdinOnce":true}\
                    """),
                post("start-reader", "/containers/reader/start"),
                post("attach-after-start", "/containers/reader/attach?stream=1&stdin=1&stdout=1&stderr=1")
                        .multiplexed()
                        .input("one\ntwo\n"),
                post("wait-reader", "/containers/reader/wait").exact("StatusCode"),
                post("create-tty", "/containers/create?name=tty", """
                    {"Image":"busybox","Cmd":["sh","-c","read x; stty size; echo $x >&2"],"Tty":true,"OpenStdin":true,"StdinOnce":true}\
                    """),
                post("start-tty", "/containers/tty/start"),
                post("resize-tty", "/containers/tty/resize?h=33&w=111"),
                post("attach-tty", "/containers/tty/attach?stream=1&stdin=1&stdout=1&stderr=1")
                        .raw()
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "tcp")
                        .typed("typed\n"),
                post("wait-tty", "/containers/tty/wait").exact("StatusCode"),
                get("logs-tty", "/containers/tty/logs?stdout=1&stderr=1").raw(),
                post("create-no-log", "/containers/create?name=nolog", """
                    {"Image":"busybox","Cmd":["echo","unheard"],"HostConfig":{"LogConfig":{"Type":"none"}}}\
                    """),
                post("start-no-log", "/containers/nolog/start"),
                post("wait-no-log", "/containers/nolog/wait"),
                get("logs-none", "/containers/nolog/logs?stdout=1").multiplexed(),
                delete("remove-talker", "/containers/talker"),
                delete("remove-reader", "/containers/reader"),
                delete("remove-tty", "/containers/tty"),
                delete("remove-no-log", "/containers/nolog"));
    }
}
