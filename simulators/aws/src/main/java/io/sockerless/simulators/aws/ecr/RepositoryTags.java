package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of repositories, which are none of images. */
record RepositoryTags(Repositories repositories) {
    Map<String, Operation> operations() {
        return Map.of("TagResource", this::tag, "UntagResource", this::untag, "ListTagsForResource", this::list);
    }

    static Map<String, String> read(Input input) {
        Map<String, String> tags = new TreeMap<>();
        input.objects("tags").forEach(tag -> tags.put(tag.required("Key"), tag.text("Value")));
        return tags;
    }

    private EcrRepository byArn(Caller caller, Input input) {
        String arn = input.required("resourceArn");
        if (!arn.matches("arn:[^:]+:ecr:[^:]+:\\d{12}:repository/.+")) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'");
        }
        String name = arn.replaceFirst("^.*:repository/", "");
        return repositories
                .documents()
                .get(EcrRepository.key(caller.account(), caller.region(), name))
                .filter(repository -> repository.arn().equals(arn))
                .orElseThrow(() -> new AwsException(
                        "RepositoryNotFoundException",
                        "The repository with name '" + name + "' does not exist in the registry with id '"
                                + caller.account() + "'"));
    }

    private ObjectNode change(Caller caller, Input input, Consumer<Map<String, String>> change) {
        repositories.documents().change(byArn(caller, input).key(), repository -> {
            Map<String, String> tags = new TreeMap<>(repository.tags());
            change.accept(tags);
            return repository.tagged(tags);
        });
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode tag(Caller caller, Input input) {
        return change(caller, input, tags -> tags.putAll(read(input)));
    }

    private ObjectNode untag(Caller caller, Input input) {
        return change(caller, input, tags -> input.texts("tagKeys").forEach(tags::remove));
    }

    private ObjectNode list(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("tags");
        new TreeMap<>(byArn(caller, input).tags())
                .forEach((key, value) -> shown.addObject().put("Key", key).put("Value", value));
        return out;
    }
}
