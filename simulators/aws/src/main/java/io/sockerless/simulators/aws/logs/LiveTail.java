package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.EventStream;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Events;
import io.sockerless.simulators.aws.wire.Service.Telling;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Sessions in which a client is told, once a second, of the events that have come in it. */
record LiveTail(LogStore store) {
    private static final long PERIOD = 1000;
    private static final Duration LONGEST = Duration.ofHours(3);
    private static final int MOST_GROUPS = 10;

    Map<String, Telling> operations() {
        return Map.of("StartLiveTail", this::start);
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    private Events start(Caller caller, Input input) {
        List<String> identifiers = input.texts("logGroupIdentifiers");
        if (identifiers.isEmpty() || identifiers.size() > MOST_GROUPS) {
            throw invalid("1 validation error detected: Value at 'logGroupIdentifiers' failed to satisfy constraint:"
                    + " Member must have length between 1 and " + MOST_GROUPS);
        }
        Set<String> groups = identifiers.stream()
                .map(identifier -> group(caller, identifier).key())
                .collect(Collectors.toSet());
        List<String> names = input.texts("logStreamNames");
        List<String> prefixes = input.texts("logStreamNamePrefixes");
        if (!names.isEmpty() && !prefixes.isEmpty()) {
            throw invalid("logStreamNames and logStreamNamePrefixes cannot both be given.");
        }
        if (groups.size() > 1 && !(names.isEmpty() && prefixes.isEmpty())) {
            throw invalid("Log streams can be chosen only if there is one log group.");
        }
        String pattern = input.text("logEventFilterPattern");
        Predicate<String> stream = names.isEmpty() && prefixes.isEmpty()
                ? _ -> true
                : name -> names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
        Tail tail = new Tail(groups, stream, FilterPattern.parse(pattern));
        ObjectNode begin = Json.MAPPER.createObjectNode();
        begin.put("requestId", UUID.randomUUID().toString())
                .put("sessionId", UUID.randomUUID().toString());
        put(begin, "logGroupIdentifiers", identifiers);
        put(begin, "logStreamNames", names);
        put(begin, "logStreamNamePrefixes", prefixes);
        begin.put("logEventFilterPattern", pattern);
        return out -> tell(out, begin, tail);
    }

    private static void put(ObjectNode to, String field, List<String> texts) {
        ArrayNode list = to.putArray(field);
        texts.forEach(list::add);
    }

    /** Other operations take names, too; this one does not. */
    private LogGroup group(Caller caller, String arn) {
        if (!arn.startsWith("arn:") || arn.endsWith("*")) {
            throw invalid("Log groups are named by ARNs that do not end with a star here: " + arn);
        }
        if (!arn.startsWith(caller.arn("logs", "log-group:"))) {
            throw new AwsException("ResourceNotFoundException", "The specified log group does not exist.");
        }
        return store.group(caller, arn.replaceFirst("^.*:log-group:", ""));
    }

    /** The client that has been told of the session's start hears of whatever comes then. */
    private void tell(EventStream out, ObjectNode begin, Tail tail) throws IOException, InterruptedException {
        store.listen(tail);
        try {
            out.event("sessionStart", begin);
            long end = store.now() + LONGEST.toMillis();
            while (store.now() < end) {
                Thread.sleep(PERIOD);
                out.event("sessionUpdate", tail.take());
            }
            out.failure("SessionTimeoutException", "The session has lasted for three hours.");
        } finally {
            store.unlisten(tail);
        }
    }
}
