package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.Set;

/** The part of a specification that can be checked before anything of the container exists. */
public final class SpecCheck {
    private SpecCheck() {}

    /** @throws EngineException as making the specification would */
    public static void check(TaskSpec task, Machine machine) {
        HostConfig host = task.host();
        machine.seccomp()
                .resolve(
                        SecurityOptions.parse(host.strings("SecurityOpt")).seccomp(),
                        machine.capabilities()
                                .resolve(host.strings("CapAdd"), host.strings("CapDrop"), host.privileged()));
        machine.rootless().ifPresent(limited -> limited.check(task));
        machine.rlimits().of(host.objects("Ulimits"));
        Mounts.rootPropagation(task.mounts());
        Sysctls.check(task);
        mode(host, "IpcMode", Set.of("", "private", "shareable", "host", "none"), "IPC");
        mode(host, "PidMode", Set.of("", "host"), "PID");
        mode(host, "UTSMode", Set.of("", "host"), "UTS");
        if (!Set.of("", "private", "host").contains(host.string("CgroupnsMode"))) {
            throw EngineException.invalid("invalid cgroup namespace mode: " + host.string("CgroupnsMode"));
        }
        if (host.optionalBool("Init").orElse(false) && machine.init().isEmpty()) {
            throw EngineException.invalid("driver linux: Init needs tini on the host");
        }
    }

    private static void mode(HostConfig host, String field, Set<String> plain, String title) {
        String mode = host.string(field);
        boolean joined = !field.equals("UTSMode")
                && Namespaces.joined(mode).filter(other -> !other.isEmpty()).isPresent();
        if (!plain.contains(mode) && !joined) {
            throw EngineException.invalid("invalid " + title + " mode: " + mode);
        }
    }
}
