package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import java.util.Map;

/**
 * By what tasks are run.
 *
 * @param marks labels of all containers
 * @param changed is told of tasks of which something has changed
 */
record RunMeans(
        Resources resources,
        CloudWatchLogs logs,
        Pulls pulls,
        SecretValues secrets,
        Engine engine,
        Volumes volumes,
        TaskNetwork network,
        Map<String, String> marks,
        Runnable changed) {}
