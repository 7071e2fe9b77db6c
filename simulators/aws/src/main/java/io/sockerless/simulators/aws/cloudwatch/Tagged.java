package io.sockerless.simulators.aws.cloudwatch;

import java.util.Map;

/** What can have tags. */
sealed interface Tagged permits Alarm, Dashboard {
    Map<String, String> tags();
}
