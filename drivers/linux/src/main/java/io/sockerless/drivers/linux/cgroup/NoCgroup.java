package io.sockerless.drivers.linux.cgroup;

import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Of a container of a daemon without root, whose user may make no control groups: nothing that needs one works. */
public final class NoCgroup implements Cgroup {
    /** @param what needs one */
    public static EngineException refusal(String what) {
        return EngineException.notImplemented(
                "driver linux, rootless: " + what + " needs control groups, which an engine without root does not use");
    }

    @Override
    public void freeze() {
        throw refusal("pausing a container");
    }

    @Override
    public void thaw() {
        throw refusal("pausing a container");
    }

    @Override
    public boolean frozen() {
        return false;
    }

    @Override
    public void update(Map<String, Object> resources) {
        if (!resources.isEmpty()) {
            throw refusal("a limit of " + String.join(", ", resources.keySet()));
        }
    }

    @Override
    public List<Long> processes() {
        return List.of();
    }

    @Override
    public Stats stats(Instant now, Map<String, Interface> networks) {
        throw refusal("counting what a container uses");
    }

    @Override
    public List<Path> oomFiles() {
        return List.of();
    }

    @Override
    public boolean exists() {
        return true;
    }
}
