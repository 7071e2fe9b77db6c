package io.sockerless.simulators.aws.ecr;

import java.util.List;

/**
 * What a repository's images expire by.
 *
 * @param repository the repository's key
 * @param evaluated in seconds since 1970; 0 before the first time
 */
record LifecyclePolicy(String repository, String text, double evaluated) {
    /**
     * What a policy would have done when it was asked for.
     *
     * @param repository the repository's key
     */
    record Preview(String repository, String text, List<Expiring> images) {
        Preview {
            images = List.copyOf(images);
        }
    }

    /** @param pushed in seconds since 1970 */
    record Expiring(String digest, List<String> tags, double pushed, int priority) {
        Expiring {
            tags = List.copyOf(tags);
        }
    }
}
