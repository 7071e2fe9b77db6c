package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.logs.insights.MalformedQuery;
import io.sockerless.simulators.aws.logs.insights.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Logs Insights: queries are begun, asked for and stopped. */
record Queries(LogStore store, QueryRuns runs) {
    private static final String LANGUAGE = "CWLI";
    private static final int MOST = 10_000;
    private static final int MOST_GROUPS = 50;
    private static final int PAGE = 1000;
    /** Times from here on can only be milliseconds. */
    private static final long MILLIS = 100_000_000_000L;

    Map<String, Operation> operations() {
        return Map.of(
                "StartQuery", this::start,
                "GetQueryResults", this::results,
                "StopQuery", this::stop,
                "DescribeQueries", this::describe);
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    private ObjectNode start(Caller caller, Input input) {
        language(input);
        String text = input.required("queryString");
        if (text.length() > MOST) {
            throw Groups.refused(text, "queryString", "Member must have length less than or equal to " + MOST);
        }
        long from = time(input, "startTime", 0);
        long to = time(input, "endTime", 999);
        if (to < from) {
            throw invalid("endTime must not be before startTime.");
        }
        int limit = input.number("limit", 1, MOST, MOST);
        List<String> groups = groups(caller, input);
        groups.forEach(name -> store.group(caller, name));
        try {
            Query.parse(text);
        } catch (MalformedQuery e) {
            ObjectNode error = Json.MAPPER.createObjectNode().put("message", e.getMessage());
            error.putObject("location").put("startCharOffset", e.start()).put("endCharOffset", e.end());
            throw new AwsException("MalformedQueryException", e.getMessage()).structure("queryCompileError", error);
        }
        StoredQuery query = new StoredQuery(
                caller,
                UUID.randomUUID().toString(),
                text,
                groups,
                from,
                to,
                limit,
                store.now(),
                StoredQuery.RUNNING,
                StoredQuery.Result.NONE,
                false);
        runs.add(query);
        return Json.MAPPER.createObjectNode().put("queryId", query.id());
    }

    private static void language(Input input) {
        String language = input.text("queryLanguage");
        if (!language.isEmpty() && !language.equals(LANGUAGE)) {
            throw invalid("Queries in the language " + language + " are not simulated, only those in CWLI are.");
        }
    }

    /** In seconds, of which the end has the whole of its last; in milliseconds, too. */
    private static long time(Input input, String field, long rest) {
        if (!input.has(field)) {
            input.required(field);
        }
        long time = input.number(field).orElseThrow();
        if (time < 0) {
            throw Groups.refused(Long.toString(time), field, "Member must have value greater than or equal to 0");
        }
        return time < MILLIS ? time * 1000 + rest : time;
    }

    private static List<String> groups(Caller caller, Input input) {
        List<String> given = new ArrayList<>();
        if (input.has("logGroupName")) {
            given.add(input.text("logGroupName"));
        }
        int kinds = given.size() + (input.has("logGroupNames") ? 1 : 0) + (input.has("logGroupIdentifiers") ? 1 : 0);
        if (kinds != 1) {
            throw invalid("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.");
        }
        given.addAll(input.texts("logGroupNames"));
        given.addAll(input.texts("logGroupIdentifiers"));
        if (given.isEmpty() || given.size() > MOST_GROUPS) {
            throw invalid("A query is about 1 to " + MOST_GROUPS + " log groups.");
        }
        return given.stream().map(one -> name(caller, one)).distinct().toList();
    }

    private static String name(Caller caller, String identifier) {
        if (!identifier.startsWith("arn:")) {
            return identifier;
        }
        if (!identifier.startsWith(caller.arn("logs", "log-group:"))) {
            throw new AwsException("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return identifier.replaceFirst("^.*:log-group:", "").replaceFirst(":\\*$", "");
    }

    private StoredQuery query(Caller caller, Input input) {
        return runs.queries()
                .get(input.required("queryId"))
                .filter(query -> LogStore.place(query.owner()).equals(LogStore.place(caller)))
                .orElseThrow(
                        () -> new AwsException("ResourceNotFoundException", "The specified query does not exist."));
    }

    private ObjectNode results(Caller caller, Input input) {
        StoredQuery query = query(caller, input);
        StoredQuery.Result result = query.result();
        ObjectNode out = Json.MAPPER.createObjectNode().put("queryLanguage", LANGUAGE);
        ArrayNode rows = out.putArray("results");
        Pages<Integer> page = page(
                IntStream.range(0, result.rows().size()).boxed().toList(),
                "%09d"::formatted,
                input,
                input.number("maxItems", 1, MOST, MOST));
        page.items().forEach(index -> {
            ArrayNode row = rows.addArray();
            result.rows()
                    .get(index)
                    .forEach((field, value) ->
                            row.addObject().put("field", field).put("value", value));
        });
        page.next().ifPresent(token -> out.put("nextToken", token));
        out.putObject("statistics")
                .put("recordsMatched", (double) result.matched())
                .put("recordsScanned", (double) result.scanned())
                .put("estimatedRecordsSkipped", 0.0)
                .put("bytesScanned", (double) result.bytes())
                .put("estimatedBytesSkipped", 0.0)
                .put("logGroupsScanned", (double) query.groups().size());
        return out.put("status", query.status());
    }

    private static <T> Pages<T> page(List<T> all, Function<T, String> key, Input input, int size) {
        try {
            return Pages.of(all, key, input.text("nextToken"), size);
        } catch (IllegalArgumentException _) {
            throw invalid("The specified nextToken is invalid.");
        }
    }

    private ObjectNode stop(Caller caller, Input input) {
        StoredQuery query = query(caller, input);
        if (!runs.stop(query.id())) {
            throw invalid("The specified query is not running: it is "
                    + query(caller, input).status() + ".");
        }
        return Json.MAPPER.createObjectNode().put("success", true);
    }

    private ObjectNode describe(Caller caller, Input input) {
        language(input);
        String group = input.text("logGroupName");
        String status = input.text("status");
        if (!status.matches("|Scheduled|Running|Complete|Failed|Cancelled|Timeout|Unknown")) {
            throw Groups.refused(
                    status,
                    "status",
                    "Member must satisfy enum value set: [Unknown, Scheduled, Timeout, Running, Complete, Failed,"
                            + " Cancelled]");
        }
        Function<StoredQuery, String> key = query -> "%019d/%s".formatted(Long.MAX_VALUE - query.created(), query.id());
        List<StoredQuery> wanted = runs
                .queries()
                .all(query -> LogStore.place(query.owner()).equals(LogStore.place(caller))
                        && (group.isEmpty() || query.groups().contains(group))
                        && (status.isEmpty() || query.status().equals(status)))
                .stream()
                .sorted(Comparator.comparing(key))
                .toList();
        Pages<StoredQuery> page = page(wanted, key, input, input.number("maxResults", 1, PAGE, PAGE));
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("queries");
        page.items().forEach(query -> shown.add(shown(query)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    /** Of one group its name is told, too. */
    private static ObjectNode shown(StoredQuery query) {
        ObjectNode shown = Json.MAPPER
                .createObjectNode()
                .put("queryLanguage", LANGUAGE)
                .put("queryId", query.id())
                .put("queryString", query.text())
                .put("status", query.status())
                .put("createTime", query.created())
                .put("queryDuration", query.result().millis())
                .put("bytesScanned", (double) query.result().bytes());
        if (query.groups().size() == 1) {
            shown.put("logGroupName", query.groups().getFirst());
        }
        return shown;
    }
}
