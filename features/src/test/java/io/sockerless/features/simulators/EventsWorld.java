package io.sockerless.features.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Rules, what they are for, and what came of it. */
record EventsWorld(AwsClients aws, String account) {
    private static final long PATIENCE = 30_000_000_000L;

    String rule(String name, UnaryOperator<PutRuleRequest.Builder> more) {
        return aws.events()
                .putRule(more.apply(PutRuleRequest.builder().name(name)).build())
                .ruleArn();
    }

    void targets(String rule, Target... targets) {
        var answer = aws.events().putTargets(request -> request.rule(rule).targets(targets));
        if (answer.failedEntryCount() != 0) {
            throw new AssertionError(answer);
        }
    }

    /** A log group, made for it. */
    Target group(String name) {
        aws.logs().createLogGroup(request -> request.logGroupName(name));
        return Target.builder()
                .id("logs")
                .arn("arn:aws:logs:eu-central-1:" + account + ":log-group:" + name)
                .build();
    }

    /** Events that rules wrote there. */
    List<JsonNode> written(String group) {
        return aws.logs().filterLogEventsPaginator(request -> request.logGroupName(group)).events().stream()
                .map(event -> Json.parse(event.message().getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    PutEventsResultEntry put(String source, String detail, UnaryOperator<PutEventsRequestEntry.Builder> more) {
        var entry = PutEventsRequestEntry.builder()
                .source(source)
                .detailType("Test")
                .detail(detail);
        return aws.events()
                .putEvents(request -> request.entries(more.apply(entry).build()))
                .entries()
                .getFirst();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited for in vain");
            }
            Thread.sleep(20);
        }
    }
}
