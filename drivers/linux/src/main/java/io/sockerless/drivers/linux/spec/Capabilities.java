package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The capabilities of a container: Docker's default set changed by CapAdd and CapDrop (capabilities(7)). */
public final class Capabilities {
    /** By number. */
    private static final List<String> KNOWN = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_DAC_READ_SEARCH",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_LINUX_IMMUTABLE",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_BROADCAST",
            "CAP_NET_ADMIN",
            "CAP_NET_RAW",
            "CAP_IPC_LOCK",
            "CAP_IPC_OWNER",
            "CAP_SYS_MODULE",
            "CAP_SYS_RAWIO",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
            "CAP_SYS_PACCT",
            "CAP_SYS_ADMIN",
            "CAP_SYS_BOOT",
            "CAP_SYS_NICE",
            "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME",
            "CAP_SYS_TTY_CONFIG",
            "CAP_MKNOD",
            "CAP_LEASE",
            "CAP_AUDIT_WRITE",
            "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP",
            "CAP_MAC_OVERRIDE",
            "CAP_MAC_ADMIN",
            "CAP_SYSLOG",
            "CAP_WAKE_ALARM",
            "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ",
            "CAP_PERFMON",
            "CAP_BPF",
            "CAP_CHECKPOINT_RESTORE");

    /** Docker's default set, in its order. */
    static final List<String> DEFAULT = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private static final String ALL = "ALL";

    private final long held;

    /** @param held bit mask of what this process holds and can therefore give, as {@code CapBnd} has it */
    public Capabilities(long held) {
        this.held = held;
    }

    /** Whether this process holds a capability. */
    public boolean holds(String name) {
        int number = KNOWN.indexOf(name);
        return number >= 0 && (held >>> number & 1) != 0;
    }

    /** All that this process can give. */
    List<String> all() {
        return KNOWN.stream().filter(this::holds).toList();
    }

    /**
     * @throws EngineException INVALID in dockerd's words for a name that does not exist or cannot be given here
     */
    public List<String> resolve(List<String> add, List<String> drop, boolean privileged) {
        List<String> added = normalize("CapAdd", add);
        List<String> dropped = normalize("CapDrop", drop);
        if (privileged) {
            return all();
        }
        if (added.contains(ALL)) {
            return all().stream().filter(name -> !dropped.contains(name)).toList();
        }
        if (dropped.contains(ALL)) {
            return added;
        }
        List<String> result = new ArrayList<>();
        DEFAULT.stream().filter(name -> holds(name) && !dropped.contains(name)).forEach(result::add);
        added.stream().filter(name -> !result.contains(name)).forEach(result::add);
        return result;
    }

    private List<String> normalize(String field, List<String> names) {
        List<String> out = new ArrayList<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            if (upper.equals(ALL)) {
                out.add(ALL);
                continue;
            }
            String full = upper.startsWith("CAP_") ? upper : "CAP_" + upper;
            if (!KNOWN.contains(full)) {
                throw EngineException.invalid("invalid " + field + ": unknown capability: \"" + full + "\"");
            }
            if (!holds(full) && field.equals("CapAdd")) {
                throw EngineException.invalid("invalid " + field + ": capability not supported by your kernel or not"
                        + " available in the current environment: \"" + full + "\"");
            }
            if (!out.contains(full)) {
                out.add(full);
            }
        }
        return out;
    }
}
