package io.sockerless.simulators.aws.secrets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.Secret.Version;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is told of secrets, but for their values. */
record Descriptions(Vault vault) {
    private static final int PAGE = 100;

    Map<String, Operation> operations() {
        return Map.of(
                "DescribeSecret",
                (caller, input) -> described(caller, vault.find(caller, input.required("SecretId"))),
                "ListSecrets",
                this::list,
                "ListSecretVersionIds",
                this::versions,
                "TagResource",
                this::tag,
                "UntagResource",
                this::untag);
    }

    private static ObjectNode described(Caller caller, Secret secret) {
        ObjectNode out = entry(caller, secret);
        ObjectNode versions = out.putObject("VersionIdsToStages");
        fill(versions, secret);
        return out;
    }

    private static void fill(ObjectNode versions, Secret secret) {
        for (Version version : secret.versions()) {
            if (!version.stages().isEmpty()) {
                ArrayNode stages = versions.putArray(version.id());
                version.stages().forEach(stages::add);
            }
        }
    }

    private static ObjectNode entry(Caller caller, Secret secret) {
        ObjectNode out = Lives.shown(caller, secret)
                .put("CreatedDate", secret.created() / 1000.0)
                .put("LastChangedDate", secret.changed() / 1000.0);
        if (!secret.description().isEmpty()) {
            out.put("Description", secret.description());
        }
        if (secret.marked()) {
            out.put("DeletedDate", secret.deleted() / 1000.0);
        }
        ArrayNode tags = out.putArray("Tags");
        new TreeMap<>(secret.tags())
                .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return out;
    }

    private ObjectNode list(Caller caller, Input input) {
        Predicate<Secret> there = secret -> input.flag("IncludePlannedDeletion") || !secret.marked();
        List<Secret> all = vault.all(caller).stream()
                .filter(there.and(Filters.of(input)))
                .sorted(Comparator.comparing(Descriptions::order))
                .toList();
        if (input.text("SortOrder").equals("desc")) {
            all = all.reversed();
        }
        Pages<Secret> page = page(all, Descriptions::order, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode list = out.putArray("SecretList");
        for (Secret secret : page.items()) {
            ObjectNode one = entry(caller, secret);
            fill(one.putObject("SecretVersionsToStages"), secret);
            list.add(one);
        }
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    private static <T> Pages<T> page(List<T> all, Function<T, String> key, Input input) {
        if (input.text("SortOrder").equals("desc") && all.size() > PAGE) {
            throw new AwsException(
                    "InvalidParameterException", "Descending lists of more than a page are not simulated.");
        }
        try {
            return Pages.of(all, key, input.text("NextToken"), input.number("MaxResults", 1, PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidNextTokenException", "Invalid Token");
        }
    }

    private static String order(Secret secret) {
        return "%019d:%s".formatted(secret.created(), secret.key());
    }

    private ObjectNode versions(Caller caller, Input input) {
        Secret secret = vault.find(caller, input.required("SecretId"));
        List<Version> wanted = secret.versions().stream()
                .filter(one -> input.flag("IncludeDeprecated") || !one.stages().isEmpty())
                .sorted(Comparator.comparing(Version::id))
                .toList();
        Pages<Version> page = page(wanted, Version::id, input);
        ObjectNode out = Lives.shown(caller, secret);
        ArrayNode versions = out.putArray("Versions");
        for (Version version : page.items()) {
            ArrayNode stages = versions.addObject()
                    .put("VersionId", version.id())
                    .put("CreatedDate", version.created() / 1000.0)
                    .putArray("VersionStages");
            version.stages().forEach(stages::add);
        }
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    private ObjectNode tag(Caller caller, Input input) {
        vault.change(caller, input, secret -> {
            Map<String, String> tags = new TreeMap<>(secret.tags());
            tags.putAll(Lives.tags(input));
            return secret.tagged(tags, vault.now());
        });
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode untag(Caller caller, Input input) {
        vault.change(caller, input, secret -> {
            Map<String, String> tags = new TreeMap<>(secret.tags());
            input.texts("TagKeys").forEach(tags::remove);
            return secret.tagged(tags, vault.now());
        });
        return Json.MAPPER.createObjectNode();
    }
}
