package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.engine.model.EngineException;
import java.util.Map;
import java.util.Set;

/** There are none yet: a task's files come and go with it. */
record NoVolumes() implements HasVolumes {
    @Override
    public String createVolume(String name, Map<String, String> options) {
        throw EngineException.notImplemented(
                "driver ecs: volume " + name + ": a task's files come and go with it; there are no volumes yet");
    }

    @Override
    public void removeVolume(String name) {
        // There are none.
    }

    @Override
    public void retainVolumes(Set<String> names) {
        // There are none.
    }

    @Override
    public long volumeSize(String name) {
        return 0;
    }
}
