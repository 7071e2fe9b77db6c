package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;

/** Empties directories of a file system by tasks that have nothing but the agent in them. */
record Cleaning(EcsConfig config, Repository repository, Definition definitions, Runs runs, Observer observer) {
    private static final String STOPPED = "STOPPED";

    /**
     * Removes all that is in the directory of an access point.
     *
     * @throws EngineException INTERNAL when the task could not
     */
    void empty(AccessPointDescription point) throws InterruptedException {
        String image =
                repository.ensure("linux/" + config.architecture(), List.of()).toString();
        String arn = runs.clean(definitions.cleaning(image, point));
        Optional<Task> task = observer.await(arn, seen -> STOPPED.equals(seen.lastStatus()));
        Integer code = task.flatMap(seen -> seen.containers().stream().findFirst())
                .map(container -> container.exitCode())
                .orElse(null);
        if (code == null || code != 0) {
            throw new EngineException(
                    ErrorKind.INTERNAL,
                    "driver ecs: the task " + arn + " did not empty " + point.accessPointId() + ": "
                            + (code == null
                                    ? task.map(Task::stoppedReason).orElse("it is gone")
                                    : "exit code " + code));
        }
    }
}
