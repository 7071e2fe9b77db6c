package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;

/** What dockerd says when a container is in the wrong state for a request. */
final class Refusals {
    private Refusals() {}

    static EngineException notRunning(Container container) {
        return EngineException.conflict("Container " + container.id() + " is not running");
    }

    static EngineException restarting(Container container) {
        return EngineException.conflict(
                "Container " + container.id() + " is restarting, wait until the container is running");
    }

    static EngineException removing(Container container) {
        return EngineException.conflict("removal of container " + container.id() + " is already in progress");
    }

    static EngineException ability(Container container, String ability) {
        return EngineException.notImplemented("the driver " + container.driver() + " cannot " + ability);
    }
}
