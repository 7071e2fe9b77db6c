package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.ecs.Ecs;
import io.sockerless.simulators.aws.lambda.Lambda;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.logs.LogEvent;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets targets going. What they do is durable at their services when an event has been delivered; what they refuse is told in
 * the simulator's log only, as Amazon tells it in a metric only.
 */
record Delivery(
        Registry registry,
        Lambda lambda,
        Ecs ecs,
        CloudWatchLogs logs,
        Clock clock,
        Map<String, EventPattern> patterns) {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());
    private static final int PATTERNS = 10_000;

    static Delivery of(Registry registry, Lambda lambda, Ecs ecs, CloudWatchLogs logs) {
        return new Delivery(registry, lambda, ecs, logs, registry.clock(), new ConcurrentHashMap<>());
    }

    /** To the targets of all rules of the bus that the event matches. @param trace empty for none */
    void event(Caller caller, String bus, ObjectNode event, String trace) {
        for (Rule rule : registry.rules(caller, bus)) {
            if (rule.enabled()
                    && !rule.pattern().isEmpty()
                    && pattern(rule.pattern()).matches(event)) {
                deliver(rule, event, trace);
            }
        }
    }

    private EventPattern pattern(String text) {
        if (patterns.size() > PATTERNS) {
            patterns.clear();
        }
        return patterns.computeIfAbsent(text, EventPattern::parse);
    }

    void deliver(Rule rule, ObjectNode event, String trace) {
        rule.targets().forEach((id, document) -> {
            Input target = new Input(document, "ValidationException");
            try {
                deliver(rule, target, event, trace);
            } catch (AwsException e) {
                String why = e.code() + ": " + e.getMessage();
                LOG.log(System.Logger.Level.WARNING, "{0}: the target {1} is not invoked: {2}", rule.arn(), id, why);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, rule.arn() + ": the target " + id + " fails", e);
            }
        });
    }

    private void deliver(Rule rule, Input target, ObjectNode event, String trace) {
        JsonNode payload = Payload.of(target, rule, event, clock.instant());
        String arn = target.text("Arn");
        switch (Target.of(target)) {
            case LAMBDA -> {
                byte[] body = payload.isMissingNode() ? bytes("null") : bytes(payload.toString());
                lambda.invokeLater(rule.owner(), arn, EventBridge.PRINCIPAL, rule.arn(), trace, body);
            }
            case ECS -> {
                ObjectNode asked = Target.runTask(target, rule.name());
                // An event as it is says nothing of a task.
                if (payload != event) {
                    if (!payload.isObject()) {
                        throw Checks.invalid("Overrides of tasks are no object: " + payload);
                    }
                    asked.set("overrides", payload);
                }
                ecs.run(rule.owner(), asked);
            }
            case LOGS -> {
                String group = arn.replaceFirst("^.*:log-group:", "").replaceFirst(":\\*$", "");
                String stream = UUID.nameUUIDFromBytes(bytes(rule.arn() + " " + target.text("Id")))
                        .toString();
                long time = Instant.parse(event.path("time").asText()).toEpochMilli();
                logs.sink(rule.owner(), group, stream, false)
                        .append(List.of(new LogEvent(time, payload.toString())), "");
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
