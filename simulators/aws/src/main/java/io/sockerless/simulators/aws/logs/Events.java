package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Reading events. */
record Events(LogStore store) {
    private static final int MOST = 10_000;
    private static final int MOST_BYTES = 1 << 20;

    Map<String, Operation> operations() {
        return Map.of(
                "PutLogEvents", new Ingestion(store)::put, "GetLogEvents", this::get, "FilterLogEvents", this::filter);
    }

    /** What it says is never too much for one answer. */
    private static final class Page {
        private final List<StoredEvent> events = new ArrayList<>();
        private final int limit;
        private int bytes;

        Page(int limit) {
            this.limit = limit;
        }

        boolean takes(StoredEvent event) {
            bytes += event.event().size();
            if (events.size() == limit || (bytes > MOST_BYTES && !events.isEmpty())) {
                return false;
            }
            events.add(event);
            return true;
        }
    }

    private static Page page(Iterable<StoredEvent> from, int limit) {
        Page page = new Page(limit);
        for (StoredEvent event : from) {
            if (!page.takes(event)) {
                break;
            }
        }
        return page;
    }

    /** One's own token given back says that there is nothing more. */
    private ObjectNode get(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        LogStream stream = store.stream(group, input.required("logStreamName"));
        Position start = Position.before(input.number("startTime").orElse(0L));
        Position end = input.number("endTime").map(Position::before).orElse(Position.END);
        int limit = input.number("limit", 1, MOST, MOST);
        String token = input.text("nextToken");
        boolean forward = token.isEmpty() ? input.flag("startFromHead") : token.startsWith("f/");
        if (!token.isEmpty()) {
            Position reached = position(token);
            start = forward && reached.compareTo(start) > 0 ? reached : start;
            end = !forward && reached.compareTo(end) < 0 ? reached : end;
        }
        NavigableMap<Position, StoredEvent> rest = store.events(group, stream, start, end);
        List<StoredEvent> events = page((forward ? rest : rest.descendingMap()).values(), limit).events;
        if (!forward) {
            Collections.reverse(events);
        }
        Position here = forward ? start : end.equals(Position.END) ? last(group, stream) : end;
        Position first = events.isEmpty() ? here : events.getFirst().position();
        Position last = events.isEmpty() ? here : events.getLast().position();
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("events");
        events.forEach(event -> shown.addObject()
                .put("timestamp", event.event().timestamp())
                .put("message", event.event().message())
                .put("ingestionTime", event.ingested()));
        return out.put("nextForwardToken", "f/" + last.id()).put("nextBackwardToken", "b/" + first.id());
    }

    private Position last(LogGroup group, LogStream stream) {
        NavigableMap<Position, StoredEvent> all = store.events(group, stream, Position.before(0), Position.END);
        return all.isEmpty() ? Position.before(0) : all.lastKey();
    }

    private static Position position(String token) {
        try {
            if (token.startsWith("f/") || token.startsWith("b/")) {
                return Position.parse(token.substring(2));
            }
        } catch (IllegalArgumentException _) {
            // As anything else that is no token.
        }
        throw new AwsException("InvalidParameterException", "The specified nextToken is invalid.");
    }

    private ObjectNode filter(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        FilterPattern pattern = FilterPattern.parse(input.text("filterPattern"));
        long start = input.number("startTime").orElse(0L);
        long end = input.number("endTime").orElse(Long.MAX_VALUE);
        Position after = input.has("nextToken") ? after(input.text("nextToken")) : Position.before(0);
        List<StoredEvent> found = streams(group, input).stream()
                .flatMap(stream -> store.events(group, stream, after, Position.END).values().stream())
                .filter(event ->
                        event.event().timestamp() >= start && event.event().timestamp() <= end)
                .filter(event -> pattern.test(event.event().message()))
                .sorted(Comparator.comparing(StoredEvent::position))
                .toList();
        List<StoredEvent> events = page(found, input.number("limit", 1, MOST, MOST)).events;
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("events");
        events.forEach(event -> shown.addObject()
                .put("logStreamName", event.stream())
                .put("timestamp", event.event().timestamp())
                .put("message", event.event().message())
                .put("ingestionTime", event.ingested())
                .put("eventId", event.position().id()));
        out.putArray("searchedLogStreams");
        if (events.size() < found.size()) {
            out.put("nextToken", Pages.token(events.getLast().position().id()));
        }
        return out;
    }

    private List<LogStream> streams(LogGroup group, Input input) {
        List<String> names = input.texts("logStreamNames");
        String prefix = input.text("logStreamNamePrefix");
        if (!names.isEmpty() && !prefix.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException", "logStreamNames and logStreamNamePrefix cannot both be given.");
        }
        if (!names.isEmpty()) {
            return names.stream().map(name -> store.stream(group, name)).toList();
        }
        return store.streams(group).stream()
                .filter(stream -> stream.name().startsWith(prefix))
                .toList();
    }

    private static Position after(String token) {
        try {
            return Position.parse(Pages.read(token));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "The specified nextToken is invalid.");
        }
    }
}
