package io.sockerless.engine.core.container;

import static io.sockerless.engine.core.container.ConfigValidation.require;

import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What dockerd checks of a host config apart from resources. What only the kernel can tell is the driver's to check. */
final class HostValidation {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-fA-F:.%]*|host-gateway");

    private static final Set<String> CAPABILITIES = Set.of(
            "ALL",
            "AUDIT_CONTROL",
            "AUDIT_READ",
            "AUDIT_WRITE",
            "BLOCK_SUSPEND",
            "BPF",
            "CHECKPOINT_RESTORE",
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "IPC_LOCK",
            "IPC_OWNER",
            "KILL",
            "LEASE",
            "LINUX_IMMUTABLE",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "MKNOD",
            "NET_ADMIN",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_RAW",
            "PERFMON",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYSLOG",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_CHROOT",
            "SYS_MODULE",
            "SYS_NICE",
            "SYS_PACCT",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "WAKE_ALARM");

    private HostValidation() {}

    /** @param paths whether sources of binds are paths of this machine */
    static void check(HostConfig host, DriverInfo driver, boolean paths) {
        require(
                !host.autoRemove() || List.of("", "no").contains(host.restartPolicy()),
                "can't create 'AutoRemove' container with restart policy");
        host.objects("Mounts").forEach(mount -> new MountConfig(mount).check(paths));
        host.strings("ExtraHosts").forEach(HostValidation::checkExtraHost);
        host.portBindings().forEach(PortSpecs::check);
        checkRestartPolicy(host);
        host.strings("CapAdd").forEach(capability -> checkCapability("CapAdd", capability));
        host.strings("CapDrop").forEach(capability -> checkCapability("CapDrop", capability));
        require(
                List.of("", "default").contains(host.string("Isolation").toLowerCase(Locale.ROOT)),
                "Invalid isolation: \"" + host.string("Isolation") + "\" - linux only supports 'default'");
        ResourceValidation.check(host, driver, false);
        checkSizes(host);
        if (!host.string("Runtime").isEmpty()) {
            checkRuntime(host.string("Runtime"), driver);
        }
        host.stringMap("Tmpfs").keySet().forEach(MountConfig::checkTarget);
        require(
                List.of("", "host", "private").contains(host.string("CgroupnsMode")),
                "invalid cgroup namespace mode: " + host.string("CgroupnsMode"));
    }

    private static void checkSizes(HostConfig host) {
        require(host.integer("ShmSize") >= 0, "SHM size can not be less than 0");
        long score = host.integer("OomScoreAdj");
        require(
                score >= -1000 && score <= 1000,
                "Invalid value " + score + ", range for oom score adj is [-1000, 1000]");
    }

    private static void checkRuntime(String runtime, DriverInfo driver) {
        boolean known = driver.features().get("Runtimes") instanceof Map<?, ?> runtimes
                ? runtimes.containsKey(runtime)
                : runtime.equals(driver.features().get("DefaultRuntime"));
        require(known || runtime.equals("runc"), "Unknown runtime specified " + runtime);
    }

    private static void checkExtraHost(String entry) {
        int colon = entry.indexOf(':');
        require(colon > 0, "bad format for add-host: \"" + entry + "\"");
        String address = entry.substring(colon + 1);
        require(ADDRESS.matcher(address).matches(), "invalid IP address in add-host: \"" + address + "\"");
    }

    static void checkRestartPolicy(HostConfig host) {
        long retries = host.restartMaximumRetryCount();
        switch (host.restartPolicy()) {
            case "" -> {}
            case "always", "unless-stopped", "no" ->
                require(
                        retries == 0,
                        "maximum retry count cannot be used with restart policy '" + host.restartPolicy() + "'");
            case "on-failure" -> require(retries >= 0, "maximum retry count cannot be negative");
            default -> throw EngineException.invalid("invalid restart policy '" + host.restartPolicy() + "'");
        }
    }

    private static void checkCapability(String field, String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String bare = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        require(
                CAPABILITIES.contains(bare) && !upper.equals("CAP_ALL"),
                "invalid " + field + ": unknown capability: \"CAP_" + bare + "\"");
    }

    /** Checked after the image, as dockerd does. */
}
