package io.sockerless.drivers.mixed;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a container of a further driver cannot have, since it is of this machine, and what it gets instead. */
record Reach(Member member) {
    private static final Pattern ANONYMOUS = Pattern.compile("[0-9a-f]{64}");

    /**
     * @param runsWith whether a container runs by the same driver
     * @return warnings
     * @throws EngineException NOT_IMPLEMENTED
     */
    List<String> check(TaskSpec spec, Function<String, Boolean> runsWith) {
        switch (spec.network()) {
            case NetworkSpec.Bridge bridge -> {
                for (TaskSpec.Endpoint endpoint : bridge.endpoints()) {
                    if (!endpoint.networkName().equals("bridge")) {
                        throw refused("network " + endpoint.networkName(), "networks of one's own end at this machine");
                    }
                }
            }
            case NetworkSpec.Joined(String other) -> join("network", other, runsWith);
            case NetworkSpec.Host _, NetworkSpec.None _ -> {}
        }
        for (String field : List.of("IpcMode", "PidMode")) {
            String mode = spec.host().string(field);
            if (mode.startsWith("container:")) {
                join(field, mode.substring("container:".length()), runsWith);
            }
        }
        List<String> warnings = new ArrayList<>();
        for (MountSpec mount : spec.mounts()) {
            if (!mount.volume().isEmpty() && !ANONYMOUS.matcher(mount.volume()).matches()) {
                warnings.add("Volume " + mount.volume() + " has data of its own at " + member.place()
                        + ": what containers elsewhere write to it is not seen there.");
            }
        }
        return warnings;
    }

    private void join(String what, String other, Function<String, Boolean> runsWith) {
        if (!runsWith.apply(other)) {
            throw refused(what + " of container " + other, "that container runs elsewhere");
        }
    }

    private EngineException refused(String what, String why) {
        return EngineException.notImplemented("driver " + member.id() + " (runtime " + member.name() + " at "
                + member.place() + "): " + what + ": " + why);
    }

    /** The specification as that driver is to see it: the runtime's name was only to choose it. */
    TaskSpec translated(TaskSpec spec, Function<String, String> volumes) {
        Map<String, Object> host = new LinkedHashMap<>(spec.host().fields());
        host.remove("Runtime");
        List<MountSpec> mounts = spec.mounts().stream()
                .map(mount -> mount.volume().isEmpty() ? mount : at(mount, volumes.apply(mount.volume())))
                .toList();
        return new TaskSpec(
                spec.id(),
                spec.name(),
                spec.platform(),
                spec.config(),
                new HostConfig(host),
                spec.layers(),
                spec.args(),
                spec.env(),
                spec.hostname(),
                mounts,
                spec.network(),
                spec.log());
    }

    private static MountSpec at(MountSpec mount, String source) {
        return new MountSpec(
                mount.type(),
                source,
                mount.target(),
                mount.readOnly(),
                mount.propagation(),
                mount.copyUp(),
                mount.options(),
                mount.volume());
    }
}
