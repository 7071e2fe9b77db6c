package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Duration;
import java.util.List;

/** Writing events, within the service's limits. */
record Ingestion(LogStore store) {
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 1_048_576;
    private static final long SPAN = Duration.ofHours(24).toMillis();
    private static final long AHEAD = Duration.ofHours(2).toMillis();
    private static final long BACK = Duration.ofDays(14).toMillis();

    ObjectNode put(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        LogStream stream = store.stream(group, input.required("logStreamName"));
        List<LogEvent> events = input.objects("logEvents").stream()
                .map(event -> new LogEvent(
                        event.number("timestamp").orElseThrow(() -> invalid("Log events have a timestamp.")),
                        event.required("message")))
                .toList();
        limits(events);
        long now = store.now();
        ObjectNode rejected = Json.MAPPER.createObjectNode();
        int from = 0;
        int to = events.size();
        while (from < to && events.get(from).timestamp() < now - BACK) {
            from++;
        }
        if (from > 0) {
            rejected.put("tooOldLogEventEndIndex", from);
        }
        int expired = from;
        while (from < to && events.get(from).timestamp() < group.floor(now)) {
            from++;
        }
        if (from > expired) {
            rejected.put("expiredLogEventEndIndex", from);
        }
        while (to > from && events.get(to - 1).timestamp() > now + AHEAD) {
            to--;
        }
        if (to < events.size()) {
            rejected.put("tooNewLogEventStartIndex", to);
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        if (to > from) {
            LogBatch batch = store.append(stream.key(), events.subList(from, to), "");
            out.put("nextSequenceToken", batch.key());
        }
        if (!rejected.isEmpty()) {
            out.set("rejectedLogEventsInfo", rejected);
        }
        return out;
    }

    private static void limits(List<LogEvent> events) {
        if (events.isEmpty() || events.size() > MOST) {
            throw invalid("1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must"
                    + " have length between 1 and " + MOST);
        }
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).timestamp() < events.get(i - 1).timestamp()) {
                throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
        }
        if (events.getLast().timestamp() - events.getFirst().timestamp() > SPAN) {
            throw invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }
        int bytes = events.stream().mapToInt(LogEvent::size).sum();
        if (bytes > MOST_BYTES) {
            throw invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MOST_BYTES);
        }
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }
}
