package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.post;

import java.util.List;
import java.util.stream.Stream;

/** What dockerd refuses of a container: most of it at creation, some of it only when it starts. */
final class CreateRefusals {
    private CreateRefusals() {}

    static List<Call> calls() {
        return Stream.concat(atCreation().stream(), atStart().flatMap(List::stream))
                .toList();
    }

    private static Call bad(String id, String json) {
        return post("create-" + id, "/containers/create?name=" + id, json);
    }

    /** Created, then started, then removed: the refusal, if any, is the start's. */
    private static List<Call> late(String id, String json) {
        return List.of(
                bad(id, json),
                post("start-" + id, "/containers/" + id + "/start"),
                delete("remove-" + id, "/containers/" + id + "?force=1&v=1"));
    }

    private static List<Call> atCreation() {
        return List.of(
                bad("empty-object", "{}"),
                bad("broken-json", "{\"Image\":"),
                bad("json-array", "[]"),
                bad("json-null", "null"),
                bad("unknown-image", "{\"Image\":\"absent:tag\"}"),
                bad("bad-reference", "{\"Image\":\"UPPER/Case\"}"),
                bad("wrong-field-type", "{\"Image\":5}"),
                bad("wrong-cmd-type", "{\"Image\":\"busybox\",\"Cmd\":{\"a\":1}}"),
                bad("bad-memory-type", "{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":\"lots\"}}"),
                bad("little-memory", "{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":1024}}"),
                bad("negative-cpu", "{\"Image\":\"busybox\",\"HostConfig\":{\"NanoCpus\":-1}}"),
                bad("too-many-cpus", "{\"Image\":\"busybox\",\"HostConfig\":{\"NanoCpus\":9000000000000}}"),
                bad(
                        "cpus-and-quota",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"NanoCpus\":1000000000,\"CpuQuota\":5000}}"),
                bad("bad-cpuset", "{\"Image\":\"busybox\",\"HostConfig\":{\"CpusetCpus\":\"nine\"}}"),
                bad("swap-without-memory", "{\"Image\":\"busybox\",\"HostConfig\":{\"MemorySwap\":100000000}}"),
                bad(
                        "swap-below-memory",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":67108864,\"MemorySwap\":1000000}}"),
                bad("bad-swappiness", "{\"Image\":\"busybox\",\"HostConfig\":{\"MemorySwappiness\":101}}"),
                bad(
                        "bad-restart-policy",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"often\"}}}"),
                bad(
                        "restart-retries",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"always\",\"MaximumRetryCount\":3}}}"),
                bad(
                        "autoremove-and-restart",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"AutoRemove\":true,\"RestartPolicy\":{\"Name\":\"always\"}}}"),
                bad("bad-capability", "{\"Image\":\"busybox\",\"HostConfig\":{\"CapAdd\":[\"FLY\"]}}"),
                bad("bad-bind", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"a:b:c:d\"]}}"),
                bad("bind-relative-target", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"/tmp:relative\"]}}"),
                bad("bind-bad-mode", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"/tmp:/x:sideways\"]}}"),
                bad("bind-onto-root", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"/tmp:/\"]}}"),
                bad("bind-bad-volume", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"a/b:/x\"]}}"),
                bad("bind-twice", "{\"Image\":\"busybox\",\"HostConfig\":{\"Binds\":[\"/tmp:/x\",\"/var:/x\"]}}"),
                bad("mount-missing-source", """
                    {"Image":"busybox","HostConfig":{"Mounts":[{"Type":"bind","Source":"/no/such/place","Target":"/x"}]}}\
                    """),
                bad(
                        "mount-bad-type",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"carpet\",\"Target\":\"/x\"}]}}"),
                bad("mount-no-target", "{\"Image\":\"busybox\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\"}]}}"),
                bad("volumes-from-missing", "{\"Image\":\"busybox\",\"HostConfig\":{\"VolumesFrom\":[\"missing\"]}}"),
                bad(
                        "volumes-from-mode",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"VolumesFrom\":[\"alpha:sideways\"]}}"),
                bad(
                        "bad-host-port",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"99999\"}]}}}"),
                bad("bad-env", "{\"Image\":\"busybox\",\"Env\":[\"=x\"]}"),
                bad("bad-workdir", "{\"Image\":\"busybox\",\"WorkingDir\":\"relative\"}"),
                bad("bad-stop-signal", "{\"Image\":\"busybox\",\"StopSignal\":\"SIGNOTHING\"}"),
                bad(
                        "bad-log-driver",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"LogConfig\":{\"Type\":\"clay-tablet\"}}}"),
                bad(
                        "bad-log-option",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-hope\":\"1\"}}}}"),
                bad(
                        "bad-health-interval",
                        "{\"Image\":\"busybox\",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":1}}"),
                bad(
                        "host-mode-hostname",
                        "{\"Image\":\"busybox\",\"Hostname\":\"x\",\"HostConfig\":{\"NetworkMode\":\"host\",\"Links\":[\"alpha\"]}}"),
                bad(
                        "container-mode-ports",
                        "{\"Image\":\"busybox\",\"ExposedPorts\":{\"80/tcp\":{}},\"HostConfig\":{\"NetworkMode\":\"container:alpha\"}}"),
                bad(
                        "container-mode-hostname",
                        "{\"Image\":\"busybox\",\"Hostname\":\"x\",\"HostConfig\":{\"NetworkMode\":\"container:alpha\"}}"),
                bad("bad-runtime", "{\"Image\":\"busybox\",\"HostConfig\":{\"Runtime\":\"steam\"}}"),
                bad("bad-security-opt", "{\"Image\":\"busybox\",\"HostConfig\":{\"SecurityOpt\":[\"luck=good\"]}}"),
                bad("bad-extra-host", "{\"Image\":\"busybox\",\"HostConfig\":{\"ExtraHosts\":[\"nonsense\"]}}"),
                bad("bad-tmpfs", "{\"Image\":\"busybox\",\"HostConfig\":{\"Tmpfs\":{\"relative\":\"\"}}}"),
                bad("negative-shm", "{\"Image\":\"busybox\",\"HostConfig\":{\"ShmSize\":-1}}"),
                bad("bad-oom-score", "{\"Image\":\"busybox\",\"HostConfig\":{\"OomScoreAdj\":5000}}"),
                bad("two-networks", """
                    {"Image":"busybox","NetworkingConfig":{"EndpointsConfig":{"bridge":{},"other":{}}}}\
                    """));
    }

    private static Stream<List<Call>> atStart() {
        return Stream.of(
                late("no-image", "{\"Cmd\":[\"true\"]}"),
                late("bad-port", "{\"Image\":\"busybox\",\"ExposedPorts\":{\"http\":{}}}"),
                late(
                        "bad-host-ip",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"1.2.3\"}]}}}"),
                late("bad-hostname", "{\"Image\":\"busybox\",\"Hostname\":\"-bad-\"}"),
                late("long-hostname", "{\"Image\":\"busybox\",\"Hostname\":\"" + "h".repeat(70) + "\"}"),
                late(
                        "bad-network-mode",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"NetworkMode\":\"container:missing\"}}"),
                late("bad-ipc-mode", "{\"Image\":\"busybox\",\"HostConfig\":{\"IpcMode\":\"telepathy\"}}"),
                late("bad-pid-mode", "{\"Image\":\"busybox\",\"HostConfig\":{\"PidMode\":\"telepathy\"}}"),
                late("bad-sysctl", "{\"Image\":\"busybox\",\"HostConfig\":{\"Sysctls\":{\"kernel.panic\":\"1\"}}}"),
                late(
                        "bad-ulimit",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"Ulimits\":[{\"Name\":\"hope\",\"Soft\":1,\"Hard\":1}]}}"),
                late("bad-dns", "{\"Image\":\"busybox\",\"HostConfig\":{\"Dns\":[\"not-an-address\"]}}"),
                late(
                        "missing-device",
                        "{\"Image\":\"busybox\",\"HostConfig\":{\"Devices\":[{\"PathOnHost\":\"relative\"}]}}"));
    }
}
