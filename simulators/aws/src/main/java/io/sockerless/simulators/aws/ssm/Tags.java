package io.sockerless.simulators.aws.ssm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of parameters; other things that the service tags are not there. */
record Tags(Documents<Parameter> parameters) {
    Map<String, Operation> operations() {
        return Map.of(
                "AddTagsToResource",
                (caller, input) -> changed(caller, input, one -> one.tagged(read(input))),
                "RemoveTagsFromResource",
                (caller, input) -> changed(caller, input, one -> one.untagged(input.texts("TagKeys"))),
                "ListTagsForResource",
                this::list);
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = new TreeMap<>();
        input.objects("Tags").forEach(tag -> tags.put(tag.required("Key"), tag.text("Value")));
        return tags;
    }

    /** The name may have a slash before it, or lack the one that it has. */
    private String key(Caller caller, Input input) {
        if (!input.required("ResourceType").equals("Parameter")) {
            throw new AwsException("InvalidResourceType", "Only parameters are simulated.");
        }
        String name = Names.plain(input.required("ResourceId"));
        String key = Parameter.key(caller, name);
        String other = Parameter.key(caller, name.startsWith("/") ? name.substring(1) : "/" + name);
        return parameters.get(key).isEmpty() && parameters.get(other).isPresent() ? other : key;
    }

    private static AwsException missing() {
        return new AwsException(
                "InvalidResourceId",
                "The resource ID isn't valid. Verify that you entered the correct ID and try again.");
    }

    private ObjectNode changed(Caller caller, Input input, UnaryOperator<Parameter> change) {
        synchronized (parameters) {
            parameters.change(key(caller, input), change).orElseThrow(Tags::missing);
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode list(Caller caller, Input input) {
        Parameter parameter = parameters.get(key(caller, input)).orElseThrow(Tags::missing);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode tags = out.putArray("TagList");
        new TreeMap<>(parameter.tags())
                .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return out;
    }
}
