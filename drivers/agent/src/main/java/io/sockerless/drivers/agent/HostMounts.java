package io.sockerless.drivers.agent;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mounts in the daemon's own mount namespace. Targets are made when missing. */
public final class HostMounts {
    private final AgentConnection connection;

    HostMounts(AgentConnection connection) {
        this.connection = connection;
    }

    /**
     * An overlay.
     *
     * @param lower topmost first; any number, of any length
     * @param options further options of overlayfs or mount(8), comma-separated; may be empty
     */
    public void overlay(List<Path> lower, Path upper, Path work, Path target, String options) {
        Map<String, Object> params = new HashMap<>();
        params.put("lower", HostFiles.strings(lower));
        params.put("upper", upper.toString());
        params.put("work", work.toString());
        params.put("target", target.toString());
        params.put("options", options);
        connection.request("mount-overlay", params, Map.class);
    }

    /** A read-only overlay. */
    public void overlay(List<Path> lower, Path target) {
        Map<String, Object> params = Map.of("lower", HostFiles.strings(lower), "target", target.toString());
        connection.request("mount-overlay", params, Map.class);
    }

    /** A bind mount of a file or directory. {@code recursive} takes the mounts below it along. */
    public void bind(Path source, Path target, boolean readOnly, boolean recursive) {
        Map<String, Object> params = Map.of(
                "source", source.toString(), "target", target.toString(), "readOnly", readOnly, "recursive", recursive);
        connection.request("bind", params, Map.class);
    }

    /** As {@code mount -t type -o options device target}. */
    public void mount(String type, String device, Path target, String options) {
        Map<String, Object> params =
                Map.of("type", type, "device", device, "target", target.toString(), "options", options);
        connection.request("mount", params, Map.class);
    }

    /**
     * Unmounts; no mount there is a success.
     *
     * @param lazy take it away now and let users finish
     * @throws EngineException CONFLICT when it is in use and not {@code lazy}
     */
    public void unmount(Path target, boolean lazy) {
        connection.request("unmount", Map.of("target", target.toString(), "lazy", lazy), Map.class);
    }

    /** Mount points at and below a directory, in the order in which they were made. */
    public List<Path> under(Path directory) {
        return new Transfers(connection)
                .list("mounts", Map.of("under", directory.toString()), String.class).stream()
                        .map(Path::of)
                        .toList();
    }
}
