package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a session has not been told of yet. Of too much, only the first is told. */
final class Tail implements Consumer<LogBatch> {
    private static final int MOST = 500;

    private final Set<String> groups;
    private final Predicate<String> stream;
    private final FilterPattern pattern;
    private List<ObjectNode> events = new ArrayList<>();
    private boolean sampled;

    /** @param groups their keys @param stream whether one of that name is wanted */
    Tail(Set<String> groups, Predicate<String> stream, FilterPattern pattern) {
        this.groups = groups;
        this.stream = stream;
        this.pattern = pattern;
    }

    @Override
    public void accept(LogBatch batch) {
        if (groups.contains(batch.group())) {
            batch.positions()
                    .filter(one -> stream.test(one.stream()))
                    .filter(one -> pattern.test(one.event().message()))
                    .forEach(one -> add(batch.group(), one));
        }
    }

    private synchronized void add(String group, StoredEvent one) {
        if (events.size() == MOST) {
            sampled = true;
            return;
        }
        events.add(Json.MAPPER
                .createObjectNode()
                .put("logStreamName", one.stream())
                .put("logGroupIdentifier", group.replaceFirst("/[^:]*", ""))
                .put("message", one.event().message())
                .put("timestamp", one.event().timestamp())
                .put("ingestionTime", one.ingested()));
    }

    /** The next update. */
    synchronized ObjectNode take() {
        ObjectNode update = Json.MAPPER.createObjectNode();
        update.putObject("sessionMetadata").put("sampled", sampled);
        ArrayNode told = update.putArray("sessionResults");
        events.forEach(told::add);
        events = new ArrayList<>();
        sampled = false;
        return update;
    }
}
