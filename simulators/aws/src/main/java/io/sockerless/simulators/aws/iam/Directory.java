package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Everything that there is, and what several operations do with it. */
record Directory(
        State state,
        Documents<Entity> entities,
        Documents<Policy> policies,
        Documents<Profile> profiles,
        Documents<AccessKey> keys,
        Documents<Item> items,
        Clock clock,
        RandomGenerator random) {
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    static Directory of(State state, Clock clock, RandomGenerator random) {
        return new Directory(
                state,
                state.documents("iam-entity", Entity.class, Entity::key),
                state.documents("iam-policy", Policy.class, policy -> policy.account() + "/" + policy.arn()),
                state.documents("iam-profile", Profile.class, Profile::key),
                state.documents("iam-key", AccessKey.class, AccessKey::id),
                state.documents("iam-item", Item.class, Item::key),
                clock,
                random);
    }

    static ObjectNode node() {
        return Json.MAPPER.createObjectNode();
    }

    static AwsException gone(String message) {
        return new AwsException(404, "NoSuchEntity", message);
    }

    static AwsException exists(String message) {
        return new AwsException(409, "EntityAlreadyExists", message);
    }

    static AwsException conflict(String message) {
        return new AwsException(409, "DeleteConflict", message);
    }

    /** A quota of Amazon's that is met, as in {@code AccessKeysPerUser}. */
    static AwsException limit(String quota, int most) {
        return new AwsException(409, "LimitExceeded", "Cannot exceed quota for " + quota + ": " + most);
    }

    /** Now, in whole seconds. */
    String now() {
        return shown(clock.instant());
    }

    static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    String id(String prefix) {
        return Ids.unique(random, prefix);
    }

    /** @param resource as in {@code role/path/name} */
    static String arn(Caller caller, String resource) {
        return "arn:" + caller.partition() + ":iam::" + caller.account() + ":" + resource;
    }

    Optional<Entity> find(Kind kind, String account, String name) {
        return entities.get(Entity.key(kind, account, name));
    }

    /** @throws AwsException NoSuchEntity, or ValidationError for what is no name */
    Entity entity(Kind kind, Caller caller, Form form) {
        return named(kind, caller, Names.name(form, kind.field(), 128));
    }

    Entity named(Kind kind, Caller caller, String name) {
        return find(kind, caller.account(), name)
                .orElseThrow(() -> gone("The " + kind.small() + " with name " + name + " cannot be found."));
    }

    List<Entity> all(Kind kind, Caller caller) {
        return entities.all(one -> one.kind() == kind && one.of(caller));
    }

    Optional<Entity> byId(String id) {
        return entities.all(one -> one.id().equals(id)).stream().findFirst();
    }

    Optional<Policy> policy(String account, String arn) {
        return policies.get(account + "/" + arn).or(() -> Amazon.policy(arn));
    }

    /** @throws AwsException NoSuchEntity */
    Policy policy(Caller caller, String arn) {
        if (!arn.matches("arn:[\\w-]+:iam::(aws|\\d{12}):policy/.+")) {
            throw new AwsException("ValidationError", "ARN " + arn + " is not valid.");
        }
        return policy(caller.account(), arn).orElseThrow(() -> gone("Policy " + arn + " was not found."));
    }

    Optional<Item> item(Caller caller, String key) {
        return items.get(caller.account() + "/" + key);
    }

    void put(Caller caller, String key, ObjectNode document) {
        items.put(new Item(caller.account() + "/" + key, document));
    }

    List<Item> items(Caller caller, String prefix) {
        String whole = caller.account() + "/" + prefix;
        return items.all(item -> item.key().startsWith(whole));
    }

    /** The user whose key is asked with; empty for the account itself, or a session. */
    Optional<Entity> user(Caller caller) {
        return keys.get(caller.accessKey()).flatMap(key -> byId(key.user()));
    }

    /** Whom an operation is about that may be asked without a name by the user concerned. */
    Entity userOrCaller(Caller caller, Form form) {
        return form.has(Kind.USER.field())
                ? entity(Kind.USER, caller, form)
                : user(caller)
                        .orElseThrow(() -> new AwsException(
                                "ValidationError", "Must specify userName when calling with non-User credentials"));
    }

    /** A page of the list, which begins after the marker. */
    static <T> void page(
            ObjectNode out,
            String list,
            List<T> all,
            Function<T, String> key,
            Function<T, ? extends JsonNode> shown,
            Form form) {
        Pages<T> page;
        try {
            List<T> sorted = all.stream().sorted(Comparator.comparing(key)).toList();
            page = Pages.of(sorted, key, form.text("Marker"), form.number("MaxItems", 1, LARGEST_PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("ValidationError", "Invalid Marker.");
        }
        ArrayNode items = out.putArray(list);
        page.items().forEach(item -> items.add(shown.apply(item)));
        out.put("IsTruncated", page.next().isPresent());
        page.next().ifPresent(marker -> out.put("Marker", marker));
    }
}
