package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Response;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of functions. */
record FunctionTags(Functions functions) {
    private static final int MOST = 50;

    Map<String, Operation> operations() {
        return Map.of("TagResource", this::tag, "UntagResource", this::untag, "ListTags", this::list);
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = input.map("Tags");
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > 128 || value.length() > 256 || key.startsWith("aws:")) {
                throw new AwsException(
                        "InvalidParameterValueException",
                        "Tag keys have 1 to 128 characters and do not begin with aws:, values have up to 256.");
            }
        });
        return within(tags);
    }

    private static Map<String, String> within(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw new AwsException("InvalidParameterValueException", "Number of tags exceeds resource tag limit.");
        }
        return tags;
    }

    static ObjectNode shown(Map<String, String> tags) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        new TreeMap<>(tags).forEach(out::put);
        return out;
    }

    private static FunctionName named(Asked asked) {
        String arn = asked.values().get("Resource");
        if (!arn.startsWith("arn:")) {
            throw new AwsException("InvalidParameterValueException", "Invalid ARN: " + arn);
        }
        FunctionName name = FunctionName.parse(asked.caller(), arn, "");
        if (!name.qualifier().isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return name;
    }

    private void change(FunctionName name, UnaryOperator<Map<String, String>> change) {
        functions.change(name.arn(), function -> function.tagged(within(change.apply(new TreeMap<>(function.tags())))));
    }

    private Response tag(Asked asked) {
        Map<String, String> added = read(asked.input(Set.of("Tags")));
        change(named(asked), tags -> {
            tags.putAll(added);
            return tags;
        });
        return Asked.nothing();
    }

    private Response untag(Asked asked) {
        change(named(asked), tags -> {
            asked.query().all("tagKeys").forEach(tags::remove);
            return tags;
        });
        return Asked.nothing();
    }

    private Response list(Asked asked) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("Tags", shown(functions.function(named(asked)).tags()));
        return Asked.json(200, out);
    }
}
