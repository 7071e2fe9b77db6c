package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why the service itself ended a run. */
final class Interruption {
    private static final System.Logger LOG = System.getLogger(Interruption.class.getName());

    private Interruption() {}

    /** That, if it did, before what else is to be told of the end; the service is asked. */
    static String with(AgentTask task, String more) {
        try {
            return Stream.concat(task.interruption().stream(), Stream.of(more))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; "));
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "asking why container " + task.containerId() + " ended", e);
            return more;
        }
    }
}
