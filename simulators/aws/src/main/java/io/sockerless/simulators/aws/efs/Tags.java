package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of file systems and access points; those of file systems by the operations of before there were access points, too. */
record Tags(Resources resources) {
    private static final int MOST = 50;
    private static final String RESOURCE = "ResourceId";
    private static final String FILE_SYSTEM = "FileSystemId";

    Map<String, Operation> operations() {
        return Map.of(
                "TagResource", (caller, input) -> tag(caller, input, RESOURCE),
                "UntagResource", (caller, input) -> untag(caller, input, RESOURCE),
                "ListTagsForResource", (caller, input) -> list(caller, input, RESOURCE, "MaxResults", "NextToken"),
                "CreateTags", (caller, input) -> tag(caller, input, FILE_SYSTEM),
                "DeleteTags", (caller, input) -> untag(caller, input, FILE_SYSTEM),
                "DescribeTags", (caller, input) -> list(caller, input, FILE_SYSTEM, "MaxItems", "Marker"));
    }

    private ObjectNode tag(Caller caller, Input input, String resource) {
        return changed(caller, input.required(resource), tags -> {
            tags.putAll(read(input));
            return tags;
        });
    }

    private ObjectNode untag(Caller caller, Input input, String resource) {
        return changed(caller, input.required(resource), tags -> {
            input.texts("TagKeys").forEach(tags::remove);
            return tags;
        });
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = new TreeMap<>();
        for (Input tag : input.objects("Tags")) {
            String key =
                    Fields.matching(tag, "Key", "^(?![aA]{1}[wW]{1}[sS]{1}:)([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128})$");
            tags.put(key, tag.text("Value"));
        }
        return limited(tags);
    }

    private static Map<String, String> limited(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw new AwsException("BadRequest", "A resource can have a maximum of 50 tags.");
        }
        return tags;
    }

    static ArrayNode shown(Map<String, String> tags) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        new TreeMap<>(tags)
                .forEach((key, value) -> out.addObject().put("Key", key).put("Value", value));
        return out;
    }

    /** With the tags, and the name that one of them gives. */
    static ObjectNode on(ObjectNode shown, Map<String, String> tags) {
        if (tags.containsKey("Name")) {
            shown.put("Name", tags.get("Name"));
        }
        return shown.set("Tags", shown(tags));
    }

    private ObjectNode changed(Caller caller, String named, UnaryOperator<Map<String, String>> change) {
        UnaryOperator<Map<String, String>> limited = tags -> limited(change.apply(new TreeMap<>(tags)));
        if (Resources.id(named).startsWith("fsap-")) {
            String id = resources.point(caller, named).id();
            resources.points().change(id, one -> one.tagged(limited.apply(one.tags())));
        } else {
            String id = resources.system(caller, named).id();
            resources.systems().change(id, one -> one.tagged(limited.apply(one.tags())));
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode list(Caller caller, Input input, String resource, String most, String from) {
        String named = input.required(resource);
        Map<String, String> tags = Resources.id(named).startsWith("fsap-")
                ? resources.point(caller, named).tags()
                : resources.system(caller, named).tags();
        ObjectNode out = Json.MAPPER.createObjectNode();
        Fields.page(
                out,
                "Tags",
                List.copyOf(new TreeMap<>(tags).entrySet()),
                Map.Entry::getKey,
                tag -> Json.MAPPER.createObjectNode().put("Key", tag.getKey()).put("Value", tag.getValue()),
                input,
                most,
                from,
                from.equals("Marker") ? "NextMarker" : from);
        return out;
    }
}
