package io.sockerless.simulators.aws.logs;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** Its events with their places. */
    Stream<StoredEvent> positions() {
        String name = stream.substring(stream.lastIndexOf(':') + 1);
        return IntStream.range(0, events.size()).mapToObj(i -> {
            LogEvent event = events.get(i);
            return new StoredEvent(new Position(event.timestamp(), number + i), name, ingested, event);
        });
    }

    /** Key of the group of its stream. */
    String group() {
        return stream.substring(0, stream.lastIndexOf(':'));
    }

    String key() {
        return "%019d".formatted(number);
    }
}
