package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Log streams. */
record Streams(LogStore store) {
    private static final String NAME = "[^:*]{1,512}";
    private static final int PAGE = 50;

    Map<String, Operation> operations() {
        return Map.of(
                "CreateLogStream", this::create,
                "DeleteLogStream", this::delete,
                "DescribeLogStreams", this::describe);
    }

    private ObjectNode create(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        String name = Groups.valid(input.required("logStreamName"), "logStreamName", NAME);
        store.create(new LogStream(group.key(), name, store.now(), 0, 0, 0, ""));
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode delete(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        store.delete(store.stream(group, input.required("logStreamName")));
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode describe(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        String prefix = input.text("logStreamNamePrefix");
        String orderBy = input.has("orderBy") ? input.text("orderBy") : "LogStreamName";
        if (!orderBy.matches("LogStreamName|LastEventTime")) {
            throw Groups.refused(
                    orderBy, "orderBy", "Member must satisfy enum value set: [LogStreamName, LastEventTime]");
        }
        boolean byTime = orderBy.equals("LastEventTime");
        if (byTime && !prefix.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        Function<LogStream, String> key = stream -> (byTime ? "%019d".formatted(stream.last()) : "") + stream.name();
        Comparator<String> order = input.flag("descending") ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<LogStream> wanted = store.streams(group).stream()
                .filter(stream -> stream.name().startsWith(prefix))
                .sorted(Comparator.comparing(key, order))
                .toList();
        Pages<LogStream> page;
        try {
            page = Pages.of(wanted, key, order, input.text("nextToken"), input.number("limit", 1, PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "The specified nextToken is invalid.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode streams = out.putArray("logStreams");
        page.items().forEach(stream -> streams.add(shown(caller, group, stream)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private static ObjectNode shown(Caller caller, LogGroup group, LogStream stream) {
        ObjectNode shown = Json.MAPPER
                .createObjectNode()
                .put("logStreamName", stream.name())
                .put("creationTime", stream.created())
                .put("arn", caller.arn("logs", "log-group:" + group.name() + ":log-stream:" + stream.name()))
                .put("storedBytes", 0);
        if (stream.ingested() > 0) {
            shown.put("firstEventTimestamp", stream.first())
                    .put("lastEventTimestamp", stream.last())
                    .put("lastIngestionTime", stream.ingested())
                    .put("uploadSequenceToken", Long.toString(stream.ingested()));
        }
        return shown;
    }
}
