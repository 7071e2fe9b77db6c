package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import java.util.Map;

/** What other services need of containers that run. */
public interface RunningContainers {
    /** @throws io.sockerless.engine.model.EngineException NOT_FOUND "No such container: ref" */
    Container get(String ref);

    /** @throws io.sockerless.engine.model.EngineException CONFLICT "Container id is not running" or "… is restarting, …" */
    Task task(String containerId);

    /** Publishes an event of a container with the attributes that all of its events have; nothing if it is gone. */
    void publish(String containerId, String action, Map<String, String> attributes);
}
