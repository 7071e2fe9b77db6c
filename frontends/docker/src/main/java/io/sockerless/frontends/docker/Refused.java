package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;

/** Operations that are answered with the reason why they are not served. */
final class Refused {
    private Refused() {}

    /** As an engine answers that is not part of a swarm. */
    static Handler swarm() {
        return _ -> {
            throw new EngineException(
                    ErrorKind.UNAVAILABLE,
                    "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect"
                            + " this node to swarm and try again.");
        };
    }

    /** For what only makes sense within a swarm. */
    static Handler noSwarm() {
        return _ -> {
            throw new EngineException(ErrorKind.UNAVAILABLE, "This node is not part of a swarm");
        };
    }

    /** There are none, so each is unknown. */
    static Handler unknownPlugin() {
        return call -> {
            throw EngineException.notFound("plugin \"" + call.name() + "\" not found");
        };
    }

    static Handler because(String reason) {
        return _ -> {
            throw EngineException.notImplemented(reason);
        };
    }
}
