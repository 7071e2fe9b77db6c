package io.sockerless.drivers.aws;

import io.sockerless.drivers.logs.JsonLogWriter;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What an invocation of a function cannot honour, refused by name before anything exists. */
final class LambdaValidation {
    private static final Refusals REFUSALS = new Refusals(LambdaDriver.ID, "Lambda", "lambda");
    /** Whom Lambda runs everything as, whatever the image says. */
    private static final Set<String> OWN_USER = Set.of("", "993", "993:990");

    private static final long MIB = 1 << 20;
    /** The service's limit for payloads, and what else is in ours. */
    private static final int PAYLOAD = 6_291_456 - 65_536;

    private LambdaValidation() {}

    static List<String> check(TaskSpec spec, LambdaConfig config) {
        HostConfig host = spec.host();
        REFUSALS.platform(spec, config.architecture());
        REFUSALS.options(host);
        REFUSALS.network(spec, "a function");
        spec.mounts().forEach(LambdaValidation::mount);
        REFUSALS.hostname(spec);
        JsonLogWriter.check(LambdaDriver.ID, spec.log());
        user(spec.config().user());
        if (!host.strings("GroupAdd").isEmpty()) {
            throw REFUSALS.refused(
                    "HostConfig.GroupAdd " + String.join(", ", host.strings("GroupAdd")),
                    "Lambda runs everything as its own user");
        }
        if (host.integer("NanoCpus") != 0 || host.integer("CpuQuota") != 0 || host.integer("CpuPeriod") != 0) {
            throw REFUSALS.refused(
                    "a limit of processors", "Lambda gives them by memory, one with 1769 MB: say -m instead");
        }
        if (!host.objects("Ulimits").isEmpty()) {
            throw REFUSALS.refused("HostConfig.Ulimits", "Lambda has its own limits, as 1024 files");
        }
        long payload = java.util.stream.Stream.concat(spec.args().stream(), spec.env().stream())
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length + 3L)
                .sum();
        if (payload > PAYLOAD) {
            throw REFUSALS.refused("Cmd and Env of " + payload + " bytes", "Lambda's limit is 6 MB");
        }
        return warnings(host, memory(host, config), config);
    }

    /** @param user whom something is to run as; empty for Lambda's own */
    static void user(String user) {
        if (!OWN_USER.contains(user)) {
            throw REFUSALS.refused("User " + user, "Lambda runs everything as its own user, which -u 993 means");
        }
    }

    private static void mount(MountSpec mount) {
        // Without a size of its own it is what Lambda has there anyway.
        if (mount.type().equals("tmpfs")
                && mount.target().equals(ScratchDelivery.SCRATCH)
                && mount.options().isEmpty()) {
            return;
        }
        throw REFUSALS.refused(
                mount.type() + " at " + mount.target(), "Lambda mounts nothing; what can be written to is /tmp");
    }

    private static List<String> warnings(HostConfig host, int memory, LambdaConfig config) {
        List<String> warnings = new ArrayList<>();
        warnings.add(
                "driver lambda: the container ends after " + config.timeout().toSeconds()
                        + " seconds at the latest, runs as Lambda's user 993 and can write to /tmp only.");
        if (host.integer("Memory") != 0 && host.integer("Memory") != memory * MIB) {
            warnings.add("driver lambda: it has " + memory + " MB of memory, the next that Lambda has.");
        }
        return warnings;
    }

    /**
     * A function's memory in MB.
     *
     * @throws EngineException INVALID when Lambda has no functions so large
     */
    static int memory(HostConfig host, LambdaConfig config) {
        long wanted = host.integer("Memory") == 0 ? config.memory() : (host.integer("Memory") + MIB - 1) / MIB;
        if (wanted > LambdaConfig.MOST_MEMORY) {
            throw EngineException.invalid("driver lambda: HostConfig.Memory " + host.integer("Memory")
                    + ": Lambda's functions have " + LambdaConfig.MOST_MEMORY + " MB at most");
        }
        return (int) Math.max(wanted, LambdaConfig.LEAST_MEMORY);
    }
}
