package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import io.sockerless.simulators.aws.wire.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users' access keys, with which they can ask every service. */
record AccessKeys(Directory directory) {
    private static final int MOST = 2;
    /** How old may be what is told of a key's last use. */
    private static final Duration BEHIND = Duration.ofMinutes(5);

    Map<String, Operation> operations() {
        return Map.of(
                "CreateAccessKey", this::create,
                "ListAccessKeys", this::list,
                "UpdateAccessKey", this::update,
                "DeleteAccessKey", this::delete,
                "GetAccessKeyLastUsed", this::lastUsed);
    }

    Optional<Keys.Key> key(String id) {
        return directory
                .keys()
                .get(id)
                .map(key ->
                        new Keys.Key(key.secret(), key.account(), key.active(), Optional.empty(), Optional.empty()));
    }

    void used(String id, String service, String region) {
        directory
                .keys()
                .get(id)
                .filter(key -> key.used().isEmpty()
                        || !key.service().equals(service)
                        || !key.region().equals(region)
                        || Instant.parse(key.used())
                                .plus(BEHIND)
                                .isBefore(directory.clock().instant()))
                .ifPresent(key -> directory.keys().change(id, one -> one.used(directory.now(), service, region)));
    }

    private List<AccessKey> of(Entity user) {
        return directory.keys().all(key -> key.user().equals(user.id()));
    }

    private ObjectNode create(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        if (of(user).size() >= MOST) {
            throw Directory.limit("AccessKeysPerUser", MOST);
        }
        AccessKey key = new AccessKey(
                Ids.accessKey(directory.random(), "AKIA", user.account()),
                user.account(),
                user.id(),
                Ids.secret(directory.random()),
                "Active",
                directory.now(),
                "",
                "",
                "");
        directory.keys().put(key);
        ObjectNode shown = node().put("UserName", user.name())
                .put("AccessKeyId", key.id())
                .put("Status", key.status())
                .put("SecretAccessKey", key.secret())
                .put("CreateDate", key.created());
        return node().set("AccessKey", shown);
    }

    private ObjectNode list(Caller caller, Form form) {
        Entity user = directory.userOrCaller(caller, form);
        ObjectNode out = node();
        Directory.page(
                out,
                "AccessKeyMetadata",
                of(user),
                key -> key.created() + key.id(),
                key -> node().put("UserName", user.name())
                        .put("AccessKeyId", key.id())
                        .put("Status", key.status())
                        .put("CreateDate", key.created()),
                form);
        return out;
    }

    private AccessKey named(Caller caller, Form form) {
        String id = form.required("AccessKeyId");
        Entity user = directory.userOrCaller(caller, form);
        return directory
                .keys()
                .get(id)
                .filter(key -> key.user().equals(user.id()))
                .orElseThrow(() -> Directory.gone("The Access Key with id " + id + " cannot be found."));
    }

    private ObjectNode update(Caller caller, Form form) {
        form.required("Status");
        String status = form.oneOf("Status", "Active", "Inactive");
        directory.keys().put(named(caller, form).being(status));
        return node();
    }

    private ObjectNode delete(Caller caller, Form form) {
        directory.keys().delete(named(caller, form).id());
        return node();
    }

    private ObjectNode lastUsed(Caller caller, Form form) {
        String id = form.required("AccessKeyId");
        AccessKey key = directory
                .keys()
                .get(id)
                .filter(one -> one.account().equals(caller.account()))
                .orElseThrow(() -> Directory.gone("The Access Key with id " + id + " cannot be found."));
        ObjectNode used = node();
        if (!key.used().isEmpty()) {
            used.put("LastUsedDate", key.used());
        }
        used.put("ServiceName", key.used().isEmpty() ? "N/A" : key.service())
                .put("Region", key.used().isEmpty() ? "N/A" : key.region());
        ObjectNode out = node().put(
                        "UserName", directory.byId(key.user()).map(Entity::name).orElse(""));
        return out.set("AccessKeyLastUsed", used);
    }
}
