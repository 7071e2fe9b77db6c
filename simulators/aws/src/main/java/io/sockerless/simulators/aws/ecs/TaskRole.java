package io.sockerless.simulators.aws.ecs;

import java.util.Map;

/**
 * What a task with a role is known by at the task endpoint.
 *
 * @param id nobody's to guess: who knows it has the role
 * @param metadata by which it asks about itself, which is no secret
 * @param role its ARN
 */
record TaskRole(String task, String id, String metadata, String role) {
    /** In a container's environment. @param container its number in the task's definition */
    Map<String, String> environment(int container) {
        return Map.of(
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                TaskEndpoint.CREDENTIALS + id,
                "ECS_CONTAINER_METADATA_URI_V4",
                "http://" + TaskRoles.ADDRESS + TaskEndpoint.METADATA + metadata + "-" + container);
    }
}
