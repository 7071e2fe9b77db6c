package io.sockerless.engine.core.system;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.core.SystemInfo;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The engine's own facts, counted when they are asked for. */
public record EngineSystem(
        Driver runner,
        EngineIdentity identity,
        String rootDir,
        Map<String, Object> settings,
        Supplier<Collection<Container>> containers,
        IntSupplier images)
        implements SystemInfo {
    @Override
    public Counts counts() {
        int running = 0;
        int paused = 0;
        Collection<Container> all = containers.get();
        for (Container container : all) {
            if (container.state() instanceof ContainerState.Running) {
                running++;
            } else if (container.state() instanceof ContainerState.Paused) {
                paused++;
            }
        }
        return new Counts(all.size(), running, paused, all.size() - running - paused, images.getAsInt());
    }

    @Override
    public DriverInfo driver() {
        return runner.info();
    }

    @Override
    public String engineId() {
        return identity.id();
    }
}
