package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code linux.sysctl}: Docker's two defaults for a network namespace of its own, then the client's. */
final class Sysctls {
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    private Sysctls() {}

    static Map<String, String> of(SpecInputs in) {
        Map<String, String> out = new LinkedHashMap<>();
        if (ownNetwork(in.task())) {
            add(out, "net.ipv4.ip_unprivileged_port_start", "0");
            long last =
                    in.machine().rootless().map(limited -> limited.gids() - 1).orElse((long) Integer.MAX_VALUE);
            add(out, "net.ipv4.ping_group_range", "0 " + last);
        }
        // Not the document's own field: that is younger than the version of the specification that this one has.
        String domain = in.task().config().domainname();
        if (!domain.isEmpty() && !in.task().host().string("UTSMode").equals("host")) {
            out.put("kernel.domainname", domain);
        }
        check(in.task());
        out.putAll(in.task().host().stringMap("Sysctls"));
        return out;
    }

    /** @throws EngineException INVALID for a key that would change the host */
    static void check(TaskSpec task) {
        task.host()
                .stringMap("Sysctls")
                .keySet()
                .forEach(key -> check(key, ownNetwork(task), task.host().string("IpcMode")));
    }

    private static boolean ownNetwork(TaskSpec task) {
        return switch (task.network()) {
            case NetworkSpec.Bridge _, NetworkSpec.None _ -> true;
            case NetworkSpec.Host _, NetworkSpec.Joined _ -> false;
        };
    }

    private static void add(Map<String, String> out, String key, String value) {
        if (Files.exists(Path.of("/proc/sys", key.replace('.', '/')))) {
            out.put(key, value);
        }
    }

    private static void check(String key, boolean ownNetwork, String ipcMode) {
        if (IPC.contains(key) || key.startsWith("fs.mqueue.")) {
            if (ipcMode.equals("host")) {
                throw refused(key);
            }
        } else if (key.startsWith("net.")) {
            if (!ownNetwork) {
                throw refused(key);
            }
        } else if (!key.equals("kernel.domainname")) {
            throw EngineException.invalid("invalid argument: sysctl '" + key + "' is not whitelisted");
        }
    }

    private static EngineException refused(String key) {
        return EngineException.invalid("sysctl \"" + key + "\" not allowed in host namespace");
    }
}
