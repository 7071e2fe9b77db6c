package io.sockerless.simulators.aws.servicediscovery;

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
import java.util.function.Consumer;

/** Tags of namespaces and services. */
record Tags(Registry registry) {
    private static final int MOST = 200;

    Map<String, Operation> operations() {
        return Map.of("TagResource", this::tag, "UntagResource", this::untag, "ListTagsForResource", this::list);
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = new TreeMap<>();
        for (Input tag : input.objects("Tags")) {
            String key = tag.required("Key");
            if (key.startsWith("aws:")) {
                throw Registry.invalid("Tag keys must not start with aws:");
            }
            tags.put(key, tag.text("Value"));
        }
        return limited(tags);
    }

    private static Map<String, String> limited(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw new AwsException("TooManyTagsException", "A resource can have a maximum of " + MOST + " tags.");
        }
        return tags;
    }

    private Documents<Named> kind(String arn) {
        return arn.contains(":namespace/") ? registry.namespaces() : registry.services();
    }

    private Named found(Caller caller, String arn) {
        return kind(arn)
                .get(Registry.id(arn))
                .filter(one -> one.of(caller) && one.text("Arn").equals(arn))
                .orElseThrow(() -> new AwsException("ResourceNotFoundException", "Resource not found: " + arn));
    }

    private ObjectNode change(Caller caller, Input input, Consumer<Map<String, String>> change) {
        String arn = input.required("ResourceARN");
        synchronized (registry.namespaces()) {
            Named one = found(caller, arn);
            Map<String, String> tags = new TreeMap<>(one.tags());
            change.accept(tags);
            kind(arn).put(one.tagged(limited(tags)));
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode tag(Caller caller, Input input) {
        Map<String, String> more = read(input);
        return change(caller, input, tags -> tags.putAll(more));
    }

    private ObjectNode untag(Caller caller, Input input) {
        return change(caller, input, tags -> input.texts("TagKeys").forEach(tags::remove));
    }

    private ObjectNode list(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode tags = out.putArray("Tags");
        new TreeMap<>(found(caller, input.required("ResourceARN")).tags())
                .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return out;
    }
}
