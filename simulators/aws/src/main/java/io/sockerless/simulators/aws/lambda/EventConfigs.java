package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How often events that nobody waits for are tried, and which function is told the end. */
record EventConfigs(Functions functions, Documents<EventConfig> configs) {
    private static final Set<String> FIELDS =
            Set.of("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig");

    static EventConfigs of(Functions functions) {
        return new EventConfigs(
                functions, functions.state().documents("lambda-event-config", EventConfig.class, EventConfig::arn));
    }

    Map<String, Operation> operations() {
        return Map.of(
                "PutFunctionEventInvokeConfig", asked -> write(asked, false),
                "UpdateFunctionEventInvokeConfig", asked -> write(asked, true),
                "GetFunctionEventInvokeConfig", asked -> Asked.json(200, shown(existing(asked.function()))),
                "ListFunctionEventInvokeConfigs", this::list,
                "DeleteFunctionEventInvokeConfig", this::delete);
    }

    EventConfig find(FunctionName name) {
        String key = EventConfig.key(name);
        return configs.get(key).orElseGet(() -> EventConfig.otherwise(key));
    }

    /** Those of a function that is deleted go with it. */
    void forget(String functionArn) {
        configs.all(one -> one.arn().startsWith(functionArn + ":")).forEach(one -> configs.delete(one.arn()));
    }

    private EventConfig existing(FunctionName name) {
        functions.version(name);
        return configs.get(EventConfig.key(name))
                .orElseThrow(() -> new AwsException(
                        404,
                        "ResourceNotFoundException",
                        "The function " + EventConfig.key(name) + " doesn't have an EventInvokeConfig"));
    }

    /** @param update whether what is not said stays */
    private Response write(Asked asked, boolean update) {
        Input input = asked.input(FIELDS);
        FunctionName name = asked.function();
        functions.version(name);
        EventConfig before = update ? existing(name) : EventConfig.otherwise(EventConfig.key(name));
        Input destinations = input.object("DestinationConfig");
        EventConfig written = new EventConfig(
                before.arn(),
                input.number("MaximumRetryAttempts", 0, EventConfig.MOST_RETRIES, before.retries()),
                input.number("MaximumEventAgeInSeconds", 60, EventConfig.MOST_AGE, before.age()),
                destination(destinations, "OnSuccess", before.onSuccess()),
                destination(destinations, "OnFailure", before.onFailure()),
                functions.clock().millis());
        configs.put(written);
        return Asked.json(200, shown(written));
    }

    private static String destination(Input destinations, String when, String otherwise) {
        if (!destinations.has(when)) {
            return otherwise;
        }
        String arn = destinations.object(when).text("Destination");
        if (!arn.isEmpty() && !arn.matches("arn:aws[a-z-]*:lambda:.+")) {
            throw Asked.unsimulated("A destination that is no function, " + arn + ",");
        }
        return arn;
    }

    private static ObjectNode shown(EventConfig config) {
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("LastModified", config.changed() / 1000.0)
                .put("FunctionArn", config.arn())
                .put("MaximumRetryAttempts", config.retries())
                .put("MaximumEventAgeInSeconds", config.age());
        ObjectNode destinations = out.putObject("DestinationConfig");
        for (var one : Map.of("OnSuccess", config.onSuccess(), "OnFailure", config.onFailure())
                .entrySet()) {
            ObjectNode told = destinations.putObject(one.getKey());
            if (!one.getValue().isEmpty()) {
                told.put("Destination", one.getValue());
            }
        }
        return out;
    }

    private Response list(Asked asked) {
        FunctionName name = asked.function();
        functions.function(name);
        List<EventConfig> all = configs.all(one -> one.arn().startsWith(name.arn() + ":"));
        Pages<EventConfig> page = Functions.page(asked, all, EventConfig::arn);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("FunctionEventInvokeConfigs");
        page.items().forEach(one -> shown.add(shown(one)));
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    private Response delete(Asked asked) {
        configs.delete(existing(asked.function()).arn());
        return Asked.nothing();
    }
}
