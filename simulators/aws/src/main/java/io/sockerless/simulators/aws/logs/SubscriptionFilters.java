package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.List;
import java.util.Map;

/** The lives of subscription filters, whose destinations are functions of Lambda. */
record SubscriptionFilters(LogStore store) {
    private static final int MOST = 2;
    private static final int PAGE = 50;
    private static final int LONGEST_PATTERN = 1024;

    Map<String, Operation> operations() {
        return Map.of(
                "PutSubscriptionFilter", this::put,
                "DescribeSubscriptionFilters", this::describe,
                "DeleteSubscriptionFilter", this::delete);
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidParameterException", message);
    }

    private static String name(Input input) {
        return Groups.valid(input.required("filterName"), "filterName", "[^:*]{1,512}");
    }

    private ObjectNode put(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        String name = name(input);
        SubscriptionFilter wanted = new SubscriptionFilter(
                caller,
                group.name(),
                name,
                pattern(input),
                destination(caller, input),
                distribution(input),
                store.now());
        if (!store.subscriptions().deliverable(wanted)) {
            throw invalid(
                    "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to"
                            + " execute your function.");
        }
        store.subscribe(group, subscriptions -> {
            List<SubscriptionFilter> others = subscriptions.of(group.key()).stream()
                    .filter(one -> !one.name().equals(name))
                    .toList();
            if (others.size() >= MOST) {
                throw new AwsException("LimitExceededException", "Resource limit exceeded.");
            }
            long created = subscriptions
                    .find(wanted.key())
                    .map(SubscriptionFilter::created)
                    .orElse(wanted.created());
            subscriptions.put(wanted.since(created));
        });
        return Json.MAPPER.createObjectNode();
    }

    private static String pattern(Input input) {
        String pattern = input.required("filterPattern");
        if (pattern.length() > LONGEST_PATTERN) {
            throw Groups.refused(
                    pattern, "filterPattern", "Member must have length less than or equal to " + LONGEST_PATTERN);
        }
        FilterPattern.parse(pattern);
        return pattern;
    }

    private static String distribution(Input input) {
        String distribution = input.has("distribution") ? input.text("distribution") : "ByLogStream";
        if (!distribution.matches("ByLogStream|Random")) {
            throw Groups.refused(
                    distribution, "distribution", "Member must satisfy enum value set: [Random, ByLogStream]");
        }
        return distribution;
    }

    private static String destination(Caller caller, Input input) {
        String arn = input.required("destinationArn");
        String[] parts = arn.split(":", -1);
        if (parts.length < 6 || !parts[0].equals("arn")) {
            throw invalid("Invalid destinationArn: " + arn);
        }
        if (!parts[2].equals("lambda")) {
            throw invalid("Destinations of " + parts[2] + " are not simulated, only functions of lambda are.");
        }
        if (!arn.startsWith(caller.arn("lambda", "function:"))) {
            throw invalid("destinationArn must be of a function in the same account and region: " + arn);
        }
        if (input.has("roleArn")) {
            throw invalid("destinationArn for vendor lambda cannot be used with roleArn");
        }
        if (input.flag("applyOnTransformedLogs")) {
            throw invalid("applyOnTransformedLogs is not simulated.");
        }
        if (!input.text("fieldSelectionCriteria").isEmpty()) {
            throw invalid("fieldSelectionCriteria is not simulated.");
        }
        if (!input.texts("emitSystemFields").isEmpty()) {
            throw invalid("emitSystemFields is not simulated.");
        }
        return arn;
    }

    private ObjectNode describe(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        String prefix = input.text("filterNamePrefix");
        List<SubscriptionFilter> wanted = store.subscriptions().of(group.key()).stream()
                .filter(filter -> filter.name().startsWith(prefix))
                .toList();
        Pages<SubscriptionFilter> page = Groups.page(wanted, SubscriptionFilter::name, input, PAGE);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode filters = out.putArray("subscriptionFilters");
        page.items()
                .forEach(filter -> filters.addObject()
                        .put("filterName", filter.name())
                        .put("logGroupName", filter.group())
                        .put("filterPattern", filter.pattern())
                        .put("destinationArn", filter.destination())
                        .put("distribution", filter.distribution())
                        .put("applyOnTransformedLogs", false)
                        .put("creationTime", filter.created()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        LogGroup group = store.group(caller, Groups.name(input));
        String key = SubscriptionFilter.key(group.key(), name(input));
        store.subscribe(group, subscriptions -> {
            if (subscriptions.find(key).isEmpty()) {
                throw new AwsException(
                        "ResourceNotFoundException", "The specified subscription filter does not exist.");
            }
            subscriptions.delete(key);
        });
        return Json.MAPPER.createObjectNode();
    }
}
