package io.sockerless.simulators.aws.logs;

import io.sockerless.simulators.aws.wire.Caller;

/**
 * Which events of a group are delivered to a function.
 *
 * @param group name of the group
 * @param destination ARN of the function
 * @param distribution as it was said, without a meaning for functions
 */
record SubscriptionFilter(
        Caller owner,
        String group,
        String name,
        String pattern,
        String destination,
        String distribution,
        long created) {
    String groupKey() {
        return LogGroup.key(LogStore.place(owner), group);
    }

    static String key(String groupKey, String name) {
        return groupKey + ":" + name;
    }

    String key() {
        return key(groupKey(), name);
    }

    SubscriptionFilter since(long first) {
        return new SubscriptionFilter(owner, group, name, pattern, destination, distribution, first);
    }

    /** What functions' policies know it by. */
    String source() {
        return owner.arn("logs", "log-group:" + group + ":*");
    }
}
