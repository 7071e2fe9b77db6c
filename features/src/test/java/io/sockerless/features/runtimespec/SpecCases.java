package io.sockerless.features.runtimespec;

import static io.sockerless.features.runtimespec.SpecCase.config;
import static io.sockerless.features.runtimespec.SpecCase.host;

import java.nio.file.Path;
import java.util.List;

/** The combinations of flags, as the docker command sends them. */
final class SpecCases {
    private static final String PROFILE = """
        {\\"defaultAction\\":\\"SCMP_ACT_ALLOW\\",\\"architectures\\":[\\"SCMP_ARCH_X86_64\\",\\"SCMP_ARCH_AARCH64\\"],\
        \\"syscalls\\":[{\\"names\\":[\\"mkdir\\",\\"mkdirat\\"],\\"action\\":\\"SCMP_ACT_ERRNO\\",\\"args\\":[]},\
        {\\"name\\":\\"chmod\\",\\"action\\":\\"SCMP_ACT_ERRNO\\",\\"args\\":[{\\"index\\":1,\\"value\\":511,\
        \\"op\\":\\"SCMP_CMP_EQ\\"}]}]}""";

    private SpecCases() {}

    /** @param folder of the host, to be bound */
    static List<SpecCase> all(String folder) {
        var parent = Path.of(folder).getFileName().toString();
        return List.of(
                host("plain", ""),
                config("terminal", "\"Tty\":true,\"OpenStdin\":true,\"StdinOnce\":true,\"AttachStdin\":true"),
                new SpecCase("terminal-size", "\"Tty\":true,\"OpenStdin\":true", "\"ConsoleSize\":[24,80]"),
                host("privileged", "\"Privileged\":true"),
                new SpecCase("privileged-user", "\"User\":\"1000\"", "\"Privileged\":true"),
                host("privileged-read-only", "\"Privileged\":true,\"ReadonlyRootfs\":true"),
                host("privileged-drop", "\"Privileged\":true,\"CapDrop\":[\"MKNOD\"]"),
                host("cap-add", "\"CapAdd\":[\"NET_ADMIN\",\"CAP_SYS_PTRACE\"]"),
                host("cap-add-admin", "\"CapAdd\":[\"SYS_ADMIN\"]"),
                host("cap-add-all", "\"CapAdd\":[\"ALL\"]"),
                host("cap-add-all-drop", "\"CapAdd\":[\"ALL\"],\"CapDrop\":[\"NET_RAW\"]"),
                host("cap-drop", "\"CapDrop\":[\"MKNOD\",\"cap_net_raw\"]"),
                host("cap-drop-all", "\"CapDrop\":[\"ALL\"]"),
                host("cap-drop-all-add", "\"CapDrop\":[\"ALL\"],\"CapAdd\":[\"CHOWN\",\"SETUID\"]"),
                host("no-new-privileges", "\"SecurityOpt\":[\"no-new-privileges\"]"),
                host("no-new-privileges-true", "\"SecurityOpt\":[\"no-new-privileges:true\"]"),
                host("seccomp-unconfined", "\"SecurityOpt\":[\"seccomp=unconfined\"]"),
                host("seccomp-file", "\"SecurityOpt\":[\"seccomp=" + PROFILE + "\"]"),
                host("seccomp-privileged", "\"Privileged\":true,\"SecurityOpt\":[\"seccomp=" + PROFILE + "\"]"),
                host("apparmor-unconfined", "\"SecurityOpt\":[\"apparmor=unconfined\"]"),
                host("label-disable", "\"SecurityOpt\":[\"label=disable\"]"),
                host("system-paths-unconfined", "\"MaskedPaths\":[],\"ReadonlyPaths\":[]"),
                host("read-only", "\"ReadonlyRootfs\":true"),
                host(
                        "read-only-tmpfs",
                        "\"ReadonlyRootfs\":true,\"Tmpfs\":{\"/run\":\"\",\"/tmp\":\"rw,exec,size=65536k\"}"),
                host(
                        "read-only-binds",
                        "\"ReadonlyRootfs\":true,\"Binds\":[\"" + folder + ":/data\",\"kept:/kept:ro\"]"),
                host("tmpfs", "\"Tmpfs\":{\"/run\":\"\"}"),
                host("tmpfs-options", "\"Tmpfs\":{\"/run\":\"rw,noexec,suid,size=1m,mode=1770,uid=5\"}"),
                host(
                        "mount-tmpfs",
                        "\"Mounts\":[{\"Type\":\"tmpfs\",\"Target\":\"/run\",\"TmpfsOptions\":{\"SizeBytes\":1048576,\"Mode\":488}}]"),
                host(
                        "mount-tmpfs-read-only",
                        "\"Mounts\":[{\"Type\":\"tmpfs\",\"Target\":\"/run\",\"ReadOnly\":true}]"),
                host(
                        "device",
                        "\"Devices\":[{\"PathOnHost\":\"/dev/zero\",\"PathInContainer\":\"/dev/nought\",\"CgroupPermissions\":\"rw\"}]"),
                host(
                        "device-directory",
                        "\"Devices\":[{\"PathOnHost\":\"" + folder
                                + "/nodes\",\"PathInContainer\":\"/dev/nodes\",\"CgroupPermissions\":\"rwm\"}]"),
                host(
                        "device-privileged",
                        "\"Privileged\":true,\"Devices\":[{\"PathOnHost\":\"/dev/zero\",\"PathInContainer\":\"/dev/nought\",\"CgroupPermissions\":\"r\"}]"),
                host("device-rule", "\"DeviceCgroupRules\":[\"c 7:* rmw\",\"a *:* r\"]"),
                host(
                        "ulimit",
                        "\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":512,\"Hard\":1024},{\"Name\":\"core\",\"Soft\":0,\"Hard\":0}]"),
                host("memory", "\"Memory\":67108864"),
                host("memory-swap", "\"Memory\":67108864,\"MemorySwap\":134217728,\"MemoryReservation\":33554432"),
                host("memory-swap-unlimited", "\"Memory\":67108864,\"MemorySwap\":-1"),
                host("memory-swappiness", "\"MemorySwappiness\":10"),
                host("memory-swappiness-unset", "\"MemorySwappiness\":-1"),
                host("oom-kill-disable", "\"Memory\":67108864,\"OomKillDisable\":true"),
                host("cpus", "\"NanoCpus\":1500000000"),
                host("cpu-shares", "\"CpuShares\":512"),
                host("cpu-quota", "\"CpuPeriod\":50000,\"CpuQuota\":25000"),
                host("cpuset", "\"CpusetCpus\":\"0\",\"CpusetMems\":\"0\""),
                host("pids", "\"PidsLimit\":50"),
                host("pids-unlimited", "\"PidsLimit\":-1"),
                host("pids-zero", "\"PidsLimit\":0"),
                host("blkio-weight", "\"BlkioWeight\":300"),
                host(
                        "blkio-rates",
                        "\"BlkioDeviceReadBps\":[{\"Path\":\"/dev/loop0\",\"Rate\":1048576}],\"BlkioDeviceWriteIOps\":[{\"Path\":\"/dev/loop0\",\"Rate\":100}]"),
                config("user", "\"User\":\"1000\""),
                config("user-group", "\"User\":\"1000:10\""),
                config("user-name", "\"User\":\"worker\""),
                config("user-name-group", "\"User\":\"worker:wheel\""),
                config("user-unknown-id", "\"User\":\"4242:4343\""),
                host("group-add", "\"GroupAdd\":[\"wheel\",\"4000\"]"),
                new SpecCase("group-add-user", "\"User\":\"worker\"", "\"GroupAdd\":[\"4000\"]"),
                new SpecCase("cap-add-user", "\"User\":\"worker\"", "\"CapAdd\":[\"NET_ADMIN\"]"),
                host("init", "\"Init\":true"),
                new SpecCase(
                        "init-entrypoint", "\"Entrypoint\":[\"sh\",\"-c\"],\"Cmd\":[\"sleep 1000\"]", "\"Init\":true"),
                host("sysctl", "\"Sysctls\":{\"net.ipv4.ip_forward\":\"1\",\"kernel.msgmax\":\"4096\"}"),
                host("sysctl-of-ours", "\"Sysctls\":{\"net.ipv4.ip_unprivileged_port_start\":\"1024\"}"),
                host("shm-size", "\"ShmSize\":1048576"),
                host("ipc-host", "\"IpcMode\":\"host\""),
                host("ipc-none", "\"IpcMode\":\"none\""),
                host("ipc-private", "\"IpcMode\":\"private\""),
                host("ipc-shareable", "\"IpcMode\":\"shareable\",\"ShmSize\":1048576"),
                host("ipc-container", "\"IpcMode\":\"container:<anchor>\""),
                host("pid-host", "\"PidMode\":\"host\""),
                host("pid-container", "\"PidMode\":\"container:<anchor>\""),
                host("uts-host", "\"UTSMode\":\"host\""),
                host("cgroupns-host", "\"CgroupnsMode\":\"host\""),
                host("cgroupns-private", "\"CgroupnsMode\":\"private\""),
                host("userns-host", "\"UsernsMode\":\"host\""),
                host("network-none", "\"NetworkMode\":\"none\""),
                host("network-host", "\"NetworkMode\":\"host\""),
                host("network-container", "\"NetworkMode\":\"container:<anchor>\""),
                host("network-host-privileged", "\"NetworkMode\":\"host\",\"Privileged\":true"),
                host("bind", "\"Binds\":[\"" + folder + ":/data\"]"),
                host("bind-read-only", "\"Binds\":[\"" + folder + ":/data:ro\"]"),
                host("bind-slave", "\"Binds\":[\"" + folder + ":/data:ro,rslave\"]"),
                host("bind-shared", "\"Binds\":[\"" + folder + ":/data:rshared\"]"),
                host("bind-private", "\"Binds\":[\"" + folder + ":/data:private\"]"),
                host("bind-over-hosts", "\"Binds\":[\"" + folder + "/file:/etc/hosts\"]"),
                host("bind-over-shm", "\"Binds\":[\"" + folder + ":/dev/shm\"]"),
                host("bind-nested", "\"Binds\":[\"" + folder + ":/data/inner\",\"" + folder + ":/data\"]"),
                host(
                        "mount-bind",
                        "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"" + folder
                                + "\",\"Target\":\"/data\",\"ReadOnly\":true,\"BindOptions\":{\"NonRecursive\":true,\"Propagation\":\"slave\"}}]"),
                host("volume", "\"Binds\":[\"named:/data\"]"),
                host("volume-read-only", "\"Binds\":[\"named:/data:ro,nocopy\"]"),
                host(
                        "mount-volume",
                        "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"named\",\"Target\":\"/data\",\"ReadOnly\":true}]"),
                config("volume-anonymous", "\"Volumes\":{\"/data\":{}}"),
                host("volumes-from", "\"VolumesFrom\":[\"<anchor>:ro\"]"),
                host("oom-score-adj", "\"OomScoreAdj\":500"),
                config("hostname", "\"Hostname\":\"host\",\"Domainname\":\"example.org\""),
                config("working-directory", "\"WorkingDir\":\"/tmp/new\""),
                config("environment", "\"Env\":[\"A=b\",\"PATH=/bin\",\"EMPTY=\",\"TERM=dumb\",\"HOSTNAME=mine\"]"),
                config("stop-signal", "\"StopSignal\":\"SIGUSR1\""),
                config("labels", "\"Labels\":{\"a\":\"b\"}"),
                config("entrypoint", "\"Entrypoint\":[\"sleep\"],\"Cmd\":[\"1000\"]"),
                new SpecCase(
                        "ports",
                        "\"ExposedPorts\":{\"80/tcp\":{}}",
                        "\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"18080\"}]}"),
                host("dns", "\"Dns\":[\"192.0.2.1\"],\"DnsSearch\":[\"example.org\"],\"ExtraHosts\":[\"a:192.0.2.2\"]"),
                host("cgroup-parent", "\"CgroupParent\":\"/docker/" + parent + "\""),
                host("cgroup-parent-relative", "\"CgroupParent\":\"" + parent + "\""),
                host("restart", "\"RestartPolicy\":{\"Name\":\"on-failure\",\"MaximumRetryCount\":3}"));
    }
}
