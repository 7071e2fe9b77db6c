package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.of;
import static io.sockerless.features.differential.Call.post;

import io.sockerless.features.http.Request;
import java.util.List;

/** Creation of containers, what inspect tells of them before they start, and what creation takes leniently. */
final class CreateCalls {
    private CreateCalls() {}

    static List<Call> calls() {
        return List.of(
                post("create-plain", "/containers/create?name=alpha", """
                    {"Image":"busybox","Cmd":["sh","-c","echo out; echo err >&2; exit 3"],"Labels":{"team":"blue"}}\
                    """),
                get("inspect-created", "/containers/alpha/json").exact("State", "Config.Cmd", "HostConfig", "Name"),
                post("create-full", "/containers/create?name=full", """
                    {"Image":"busybox:latest","Hostname":"box","Domainname":"example.org","User":"1000:1000","Env":["A=1","B="],
                     "Entrypoint":["/bin/sh","-c"],"Cmd":["sleep 1000"],"WorkingDir":"/tmp","Labels":{"a":"b"},
                     "ExposedPorts":{"80/tcp":{},"53/udp":{}},"StopSignal":"SIGINT","StopTimeout":3,"Tty":true,"OpenStdin":true,
                     "StdinOnce":true,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Volumes":{"/anonymous":{}},
                     "Healthcheck":{"Test":["CMD","true"],"Interval":1000000000,"Timeout":1000000000,"Retries":2},
                     "HostConfig":{"Memory":67108864,"NanoCpus":500000000,"PidsLimit":50,"CpuShares":512,"CpusetCpus":"0",
                      "Binds":["/tmp:/host:ro","named:/named"],"Tmpfs":{"/scratch":"size=1m"},"ReadonlyRootfs":true,"CapAdd":["NET_ADMIN"],
                      "CapDrop":["MKNOD"],"Dns":["10.0.0.1"],"DnsSearch":["example.org"],"DnsOptions":["ndots:2"],
                      "ExtraHosts":["other:10.1.2.3"],"Init":true,"ShmSize":1048576,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},
                      "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":""}]},"LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}},
                      "Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],"Sysctls":{"net.ipv4.ip_forward":"1"},"SecurityOpt":["no-new-privileges"],
                      "GroupAdd":["10"],"OomScoreAdj":100,"AutoRemove":false}}\
                    """),
                get("inspect-full", "/containers/full/json")
                        .exact("State.Status", "Config", "HostConfig", "Args", "Path"),
                get("inspect-size", "/containers/alpha/json?size=1"),
                get("inspect-missing", "/containers/missing/json"),
                get("inspect-size-bad", "/containers/alpha/json?size=perhaps"),
                post("create-no-body", "/containers/create?name=bad"),
                of(
                        "create-wrong-type",
                        Request.of("POST", "/containers/create?name=bad")
                                .header("Content-Type", "text/plain")
                                .body("{}".getBytes())),
                post("create-name-bad", "/containers/create?name=sp%20ace", "{\"Image\":\"busybox\"}"),
                post("create-name-short", "/containers/create?name=x", "{\"Image\":\"busybox\"}"),
                post("create-name-taken", "/containers/create?name=alpha", "{\"Image\":\"busybox\"}"),
                post(
                        "create-unknown-field",
                        "/containers/create?name=lenient",
                        "{\"Image\":\"busybox\",\"Colour\":\"red\"}"),
                post(
                        "create-lower-case-field",
                        "/containers/create?name=lower",
                        "{\"image\":\"busybox\",\"cmd\":[\"true\"]}"),
                get("inspect-lower-case", "/containers/lower/json").exact("Config.Cmd", "Config.Image"),
                post(
                        "create-cmd-string",
                        "/containers/create?name=string",
                        "{\"Image\":\"busybox\",\"Cmd\":\"echo hi\"}"),
                get("inspect-cmd-string", "/containers/string/json").exact("Config.Cmd", "Args", "Path"),
                post("create-no-name", "/containers/create", "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}")
                        .saves("unnamed", "/Id"),
                get("inspect-unnamed", "/containers/${unnamed}/json").exact("State", "HostConfig"),
                delete("remove-unnamed", "/containers/${unnamed}"),
                delete("remove-lenient", "/containers/lenient"),
                delete("remove-lower", "/containers/lower"),
                delete("remove-string", "/containers/string"));
    }
}
