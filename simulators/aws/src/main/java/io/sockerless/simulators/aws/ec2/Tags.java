package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tags of all resources. */
final class Tags {
    private static final int MOST = 50;
    private static final Filters FILTERS = Filters.of("key value resource-id resource-type");

    private Tags() {}

    static Map<String, Action> actions() {
        return Map.of("CreateTags", Tags::create, "DeleteTags", Tags::delete, "DescribeTags", Tags::describe);
    }

    static Map<String, String> read(Asked asked) {
        Map<String, String> tags = new TreeMap<>();
        for (Asked tag : asked.structures("Tag")) {
            String key = tag.required("Key");
            if (key.startsWith("aws:")) {
                throw new AwsException(
                        "InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
            }
            if (key.length() > 127 || tag.text("Value").length() > 255) {
                throw new AwsException("InvalidParameterValue", "Tag key or value exceeds the maximum length");
            }
            tags.put(key, tag.text("Value"));
        }
        return limited(tags);
    }

    private static Map<String, String> limited(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw new AwsException("TagLimitExceeded", "The maximum number of tags for a resource has been reached.");
        }
        return tags;
    }

    private static void change(Account account, Asked asked, UnaryOperator<Map<String, String>> change) {
        List<String> ids = asked.texts("ResourceId");
        if (ids.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter resourceIdSet");
        }
        for (String id : ids) {
            Kind kind =
                    Kind.of(id).orElseThrow(() -> new AwsException("InvalidID", "The ID '" + id + "' is not valid"));
            Resource found = account.get(kind, id);
            account.put(found.tagged(limited(change.apply(new TreeMap<>(found.tags())))));
        }
    }

    private static ObjectNode create(Account account, Asked asked) {
        Map<String, String> more = read(asked);
        if (more.isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter tagSet");
        }
        change(account, asked, tags -> {
            tags.putAll(more);
            return tags;
        });
        return Action.done();
    }

    /** Without a value whatever it is, with one only if it is that; without any tag all of them. */
    private static ObjectNode delete(Account account, Asked asked) {
        List<Asked> named = asked.structures("Tag");
        change(account, asked, tags -> {
            named.forEach(tag -> {
                String key = tag.required("Key");
                if (!tag.has("Value") || tag.text("Value").equals(tags.get(key))) {
                    tags.remove(key);
                }
            });
            return named.isEmpty() ? Map.of() : tags;
        });
        return Action.done();
    }

    private static ObjectNode describe(Account account, Asked asked) {
        List<Resource> tags = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Resource one : account.all(kind)) {
                one.tags().forEach((key, value) -> tags.add(tag(one, key, value)));
            }
        }
        tags.sort(java.util.Comparator.comparing(Resource::id));
        return Listing.page("tagSet", FILTERS.choose(tags, asked, "Filter"), Resource::document, asked);
    }

    /** As if it were a resource itself, of which filters and pages know. */
    private static Resource tag(Resource of, String key, String value) {
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("resourceId", of.id())
                .put("resourceType", of.kind().type)
                .put("key", key)
                .put("value", value);
        return new Resource(of.account(), of.region(), of.id() + "/" + key, document, Map.of(key, value));
    }
}
