package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of everything that has an ARN. */
record Tags(Resources resources) {
    private static final int MOST = 50;

    Map<String, Operation> operations() {
        return Map.of(
                "TagResource", this::tag,
                "UntagResource", this::untag,
                "ListTagsForResource", this::list);
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = new TreeMap<>();
        for (Input tag : input.objects("tags")) {
            String key = tag.required("key");
            if (key.isEmpty() || key.length() > 128 || tag.text("value").length() > 256 || key.startsWith("aws:")) {
                throw new AwsException(
                        "InvalidParameterException",
                        "Tag keys have 1 to 128 characters and do not begin with aws:, values have up to 256.");
            }
            tags.put(key, tag.text("value"));
        }
        if (tags.size() > MOST) {
            throw new AwsException("InvalidParameterException", "Tags can have a maximum of 50 entries.");
        }
        return tags;
    }

    static ArrayNode shown(Map<String, String> tags) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        new TreeMap<>(tags)
                .forEach((key, value) -> out.addObject().put("key", key).put("value", value));
        return out;
    }

    private ObjectNode tag(Caller caller, Input input) {
        Map<String, String> added = read(input);
        change(input.required("resourceArn"), tags -> {
            tags.putAll(added);
            return tags;
        });
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode untag(Caller caller, Input input) {
        change(input.required("resourceArn"), tags -> {
            input.texts("tagKeys").forEach(tags::remove);
            return tags;
        });
        return Json.MAPPER.createObjectNode();
    }

    private void change(String arn, UnaryOperator<Map<String, String>> change) {
        UnaryOperator<Map<String, String>> changed = tags -> change.apply(new TreeMap<>(tags));
        boolean done = resources
                        .clusters()
                        .change(arn, one -> one.tagged(changed.apply(one.tags())))
                        .isPresent()
                || resources
                        .definitions()
                        .change(arn, one -> one.tagged(changed.apply(one.tags())))
                        .isPresent()
                || resources
                        .services()
                        .change(arn, one -> one.tagged(changed.apply(one.tags())))
                        .isPresent()
                || resources
                        .tasks()
                        .change(arn, one -> {
                            if (!one.live()) {
                                throw new AwsException(
                                        "InvalidParameterException",
                                        "The specified task is stopped. Specify a running task and try again.");
                            }
                            return one.tagged(changed.apply(one.tags()));
                        })
                        .isPresent();
        if (!done) {
            throw missing();
        }
    }

    private ObjectNode list(Caller caller, Input input) {
        String arn = input.required("resourceArn");
        Map<String, String> tags = resources
                .clusters()
                .get(arn)
                .map(Cluster::tags)
                .or(() -> resources.definitions().get(arn).map(Definition::tags))
                .or(() -> resources.services().get(arn).map(EcsService::tags))
                .or(() -> resources.tasks().get(arn).map(Task::tags))
                .orElseThrow(Tags::missing);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("tags", shown(tags));
        return out;
    }

    private static AwsException missing() {
        return new AwsException(
                "InvalidParameterException", "The specified resource is not found. Specify a valid ARN and try again.");
    }
}
