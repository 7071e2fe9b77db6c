package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * By what tasks are run.
 *
 * @param pause what has the network of tasks
 * @param guards empty where security groups are not enforced
 * @param marks labels of all containers
 * @param changed is told of tasks of which something has changed
 * @param moved is told of tasks that have come to another status, or one of whose containers has
 */
record RunMeans(
        Resources resources,
        CloudWatchLogs logs,
        Pulls pulls,
        SecretValues secrets,
        Engine engine,
        Volumes volumes,
        TaskNetwork network,
        TaskRoles roles,
        Pause pause,
        Optional<Guards> guards,
        Map<String, String> marks,
        Runnable changed,
        Consumer<Task> moved) {}
