package io.sockerless.simulators.aws.logs;

import java.util.List;

/**
 * Events that came together.
 *
 * @param stream key of their stream
 * @param number of its first event, unique in this state: the others follow
 */
record LogBatch(String stream, long number, long ingested, List<LogEvent> events) {
    LogBatch {
        events = List.copyOf(events);
    }

    String key() {
        return "%019d".formatted(number);
    }
}
