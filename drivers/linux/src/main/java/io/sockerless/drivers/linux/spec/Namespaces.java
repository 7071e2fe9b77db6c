package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code linux.namespaces}: which ones a container has for itself, and which it shares with whom. */
final class Namespaces {
    private Namespaces() {}

    static List<Map<String, Object>> of(SpecInputs in) {
        HostConfig host = in.task().host();
        List<Map<String, Object>> out = new ArrayList<>();
        out.add(Map.of("type", "mount"));
        network(in).ifPresent(out::add);
        if (!host.string("UTSMode").equals("host")) {
            out.add(Map.of("type", "uts"));
        }
        add(out, "pid", host.string("PidMode"), in);
        add(out, "ipc", host.string("IpcMode"), in);
        if (privateCgroup(in)) {
            out.add(Map.of("type", "cgroup"));
        }
        return out;
    }

    private static Optional<Map<String, Object>> network(SpecInputs in) {
        return switch (in.task().network()) {
            case NetworkSpec.Host _ -> Optional.empty();
            case NetworkSpec.Bridge _, NetworkSpec.None _, NetworkSpec.Joined _ ->
                Optional.of(in.netns().map(path -> at("network", path)).orElseGet(() -> Map.of("type", "network")));
        };
    }

    private static void add(List<Map<String, Object>> out, String type, String mode, SpecInputs in) {
        if (mode.equals("host")) {
            return;
        }
        joined(mode)
                .ifPresentOrElse(
                        other -> out.add(at(type, Path.of("/proc", Long.toString(in.processOf(other)), "ns", type))),
                        () -> out.add(Map.of("type", type)));
    }

    /** The container named by {@code container:X}. */
    static Optional<String> joined(String mode) {
        return mode.startsWith("container:") ? Optional.of(mode.substring("container:".length())) : Optional.empty();
    }

    private static boolean privateCgroup(SpecInputs in) {
        return switch (in.task().host().string("CgroupnsMode")) {
            case "private" -> true;
            case "host" -> false;
            case "" -> in.machine().cgroup2();
            case String other -> throw EngineException.invalid("invalid cgroup namespace mode: " + other);
        };
    }

    private static Map<String, Object> at(String type, Path path) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("type", type);
        out.put("path", path.toString());
        return out;
    }
}
