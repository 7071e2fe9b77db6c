package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Log groups: their lives, retention and tags. */
record Groups(LogStore store) {
    private static final List<Integer> DAYS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);
    private static final int PAGE = 50;
    private static final int LONGEST = 512;

    Map<String, Operation> operations() {
        Map<String, Operation> table = new HashMap<>();
        table.put("CreateLogGroup", this::create);
        table.put("DeleteLogGroup", this::delete);
        table.put("DescribeLogGroups", this::describe);
        table.put("PutRetentionPolicy", this::putRetention);
        table.put("DeleteRetentionPolicy", this::deleteRetention);
        table.put("TagResource", (caller, input) -> tag(byArn(caller, input), input.map("tags")));
        table.put("UntagResource", (caller, input) -> untag(byArn(caller, input), input.texts("tagKeys")));
        table.put("ListTagsForResource", (caller, input) -> tags(byArn(caller, input)));
        table.put("TagLogGroup", (caller, input) -> tag(named(caller, input), input.map("tags")));
        table.put("UntagLogGroup", (caller, input) -> untag(named(caller, input), input.texts("tags")));
        table.put("ListTagsLogGroup", (caller, input) -> tags(named(caller, input)));
        return table;
    }

    private static ObjectNode nothing() {
        return Json.MAPPER.createObjectNode();
    }

    /** The name that is given as one, or in an ARN. */
    static String name(Input input) {
        String identifier = input.text("logGroupIdentifier");
        if (identifier.isEmpty()) {
            return valid(input.required("logGroupName"), "logGroupName", "[.\\-_/#A-Za-z0-9]{1,512}");
        }
        // Other than an ARN elsewhere, it must not end with a star.
        valid(identifier, "logGroupIdentifier", "[\\w#+=/:,.@-]*");
        return identifier.replaceFirst("^arn:.*:log-group:", "").replaceFirst(":\\*$", "");
    }

    static String valid(String text, String field, String pattern) {
        if (text.length() > LONGEST) {
            throw refused(text, field, "Member must have length less than or equal to " + LONGEST);
        }
        if (!text.matches(pattern)) {
            throw refused(text, field, "Member must satisfy regular expression pattern: " + pattern);
        }
        return text;
    }

    static AwsException refused(String text, String field, String constraint) {
        return new AwsException(
                "InvalidParameterException",
                "1 validation error detected: Value '" + text + "' at '" + field + "' failed to satisfy constraint: "
                        + constraint);
    }

    private LogGroup named(Caller caller, Input input) {
        return store.group(caller, name(input));
    }

    private LogGroup byArn(Caller caller, Input input) {
        String arn = input.required("resourceArn");
        if (!arn.startsWith(caller.arn("logs", "log-group:"))) {
            throw new AwsException("ResourceNotFoundException", "The specified resource does not exist.");
        }
        return store.group(caller, arn.replaceFirst("^.*:log-group:", "").replaceFirst(":\\*$", ""));
    }

    private ObjectNode create(Caller caller, Input input) {
        String kind = input.text("logGroupClass");
        if (input.has("kmsKeyId") || !(kind.isEmpty() || kind.equals("STANDARD"))) {
            throw new AwsException(
                    "InvalidParameterException", "kmsKeyId and classes other than STANDARD are not simulated.");
        }
        store.create(new LogGroup(LogStore.place(caller), name(input), store.now(), 0, input.map("tags")));
        return nothing();
    }

    private ObjectNode delete(Caller caller, Input input) {
        store.delete(named(caller, input));
        return nothing();
    }

    private ObjectNode describe(Caller caller, Input input) {
        String prefix = input.text("logGroupNamePrefix");
        String pattern = input.text("logGroupNamePattern");
        List<LogGroup> wanted = store.groups(caller).stream()
                .filter(group -> group.name().startsWith(prefix) && group.name().contains(pattern))
                .toList();
        Pages<LogGroup> page = page(wanted, LogGroup::name, input, PAGE);
        ObjectNode out = nothing();
        ArrayNode groups = out.putArray("logGroups");
        page.items().forEach(group -> groups.add(shown(caller, group)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    static <T> Pages<T> page(List<T> all, java.util.function.Function<T, String> key, Input input, int most) {
        try {
            return Pages.of(all, key, input.text("nextToken"), input.number("limit", 1, most, most));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "The specified nextToken is invalid.");
        }
    }

    private ObjectNode shown(Caller caller, LogGroup group) {
        String arn = caller.arn("logs", "log-group:" + group.name());
        long bytes = store.streams(group).stream()
                .flatMap(stream -> store.events(group, stream, Position.before(0), Position.END).values().stream())
                .mapToLong(stored -> stored.event().size())
                .sum();
        ObjectNode shown = nothing()
                .put("logGroupName", group.name())
                .put("creationTime", group.created())
                .put("metricFilterCount", store.counting().of(group.key()).size())
                .put("arn", arn + ":*")
                .put("storedBytes", bytes)
                .put("logGroupClass", "STANDARD")
                .put("logGroupArn", arn);
        if (group.retention() > 0) {
            shown.put("retentionInDays", group.retention());
        }
        return shown;
    }

    private ObjectNode putRetention(Caller caller, Input input) {
        int days = input.number("retentionInDays", Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
        if (!DAYS.contains(days)) {
            throw new AwsException(
                    "InvalidParameterException",
                    "1 validation error detected: Value '" + days
                            + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
                            + DAYS);
        }
        store.replace(named(caller, input).keeping(Optional.of(days)));
        return nothing();
    }

    private ObjectNode deleteRetention(Caller caller, Input input) {
        store.replace(named(caller, input).keeping(Optional.empty()));
        return nothing();
    }

    private ObjectNode tag(LogGroup group, Map<String, String> added) {
        Map<String, String> tags = new TreeMap<>(group.tags());
        tags.putAll(added);
        store.replace(group.tagged(tags));
        return nothing();
    }

    private ObjectNode untag(LogGroup group, List<String> removed) {
        Map<String, String> tags = new TreeMap<>(group.tags());
        removed.forEach(tags::remove);
        store.replace(group.tagged(tags));
        return nothing();
    }

    private ObjectNode tags(LogGroup group) {
        ObjectNode out = nothing();
        ObjectNode tags = out.putObject("tags");
        new TreeMap<>(group.tags()).forEach(tags::put);
        return out;
    }
}
