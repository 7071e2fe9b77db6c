package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which policies users, groups and roles have: their own, and managed ones that are attached. */
record Attachments(Directory directory, Policies policies) {
    Map<String, Operation> operations() {
        Map<String, Operation> out = new HashMap<>();
        for (Kind kind : Kind.values()) {
            out.put("Attach" + kind.word() + "Policy", (caller, form) -> attach(kind, caller, form));
            out.put("Detach" + kind.word() + "Policy", (caller, form) -> detach(kind, caller, form));
            out.put("ListAttached" + kind.word() + "Policies", (caller, form) -> listAttached(kind, caller, form));
            out.put("Put" + kind.word() + "Policy", (caller, form) -> put(kind, caller, form));
            out.put("Get" + kind.word() + "Policy", (caller, form) -> get(kind, caller, form));
            out.put("Delete" + kind.word() + "Policy", (caller, form) -> delete(kind, caller, form));
            out.put("List" + kind.word() + "Policies", (caller, form) -> list(kind, caller, form));
        }
        for (Kind kind : List.of(Kind.USER, Kind.ROLE)) {
            out.put("Put" + kind.word() + "PermissionsBoundary", (caller, form) -> bound(kind, caller, form));
            out.put("Delete" + kind.word() + "PermissionsBoundary", (caller, form) -> unbound(kind, caller, form));
        }
        out.put("ListEntitiesForPolicy", this::entities);
        return out;
    }

    private ObjectNode attach(Kind kind, Caller caller, Form form) {
        String arn = form.required("PolicyArn");
        Entity entity = directory.entity(kind, caller, form);
        if (!arn.startsWith("arn:")) {
            throw new AwsException("InvalidInput", "ARN " + arn + " is not valid.");
        }
        if (directory.policy(caller.account(), arn).isEmpty()) {
            throw Directory.gone("Policy " + arn + " does not exist or is not attachable.");
        }
        if (!entity.attached().contains(arn)) {
            if (entity.attached().size() >= kind.mostPolicies()) {
                throw Directory.limit("PoliciesPer" + kind.word(), kind.mostPolicies());
            }
            List<String> all = new ArrayList<>(entity.attached());
            all.add(arn);
            directory.entities().put(entity.attaching(all));
        }
        return node();
    }

    private ObjectNode detach(Kind kind, Caller caller, Form form) {
        String arn = form.required("PolicyArn");
        Entity entity = directory.entity(kind, caller, form);
        if (!entity.attached().contains(arn)) {
            throw Directory.gone("Policy " + arn + " was not found.");
        }
        directory
                .entities()
                .put(entity.attaching(entity.attached().stream()
                        .filter(one -> !one.equals(arn))
                        .toList()));
        return node();
    }

    private ObjectNode listAttached(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        String prefix = form.text("PathPrefix", "/");
        ObjectNode out = node();
        Directory.page(
                out,
                "AttachedPolicies",
                entity.attached().stream()
                        .filter(arn -> arn.replaceFirst("[^/]*", "").startsWith(prefix))
                        .toList(),
                arn -> arn,
                Attachments::attached,
                form);
        return out;
    }

    static ObjectNode attached(String arn) {
        return node().put("PolicyName", arn.replaceFirst(".*/", "")).put("PolicyArn", arn);
    }

    /** All of them, where there are no pages. */
    static ArrayNode attached(Entity entity) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        entity.attached().forEach(arn -> out.add(attached(arn)));
        return out;
    }

    private ObjectNode put(Kind kind, Caller caller, Form form) {
        String name = Names.name(form, "PolicyName", 128);
        String text = form.required("PolicyDocument");
        Entity entity = directory.entity(kind, caller, form);
        PolicyDocument.identity(text);
        Entity changed = entity.with(name, text);
        int most = kind == Kind.USER ? 2048 : kind == Kind.GROUP ? 5120 : 10_240;
        if (changed.inline().values().stream()
                        .mapToInt(one -> one.replaceAll("\\s", "").length())
                        .sum()
                > most) {
            throw new AwsException(
                    409,
                    "LimitExceeded",
                    "Maximum policy size of " + most + " bytes exceeded for " + kind.small() + " " + entity.name());
        }
        directory.entities().put(changed);
        return node();
    }

    private static String text(Entity entity, String name) {
        if (!entity.inline().containsKey(name)) {
            throw Directory.gone("The " + entity.kind().small() + " policy with name " + name + " cannot be found.");
        }
        return entity.inline().get(name);
    }

    private ObjectNode get(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        String name = form.required("PolicyName");
        return node().put(kind.field(), entity.name())
                .put("PolicyName", name)
                .put("PolicyDocument", PolicyDocument.encoded(text(entity, name)));
    }

    private ObjectNode delete(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        String name = form.required("PolicyName");
        text(entity, name);
        directory.entities().put(entity.without(name));
        return node();
    }

    private ObjectNode list(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        ObjectNode out = node();
        Directory.page(
                out, "PolicyNames", List.copyOf(entity.inline().keySet()), name -> name, TextNode::valueOf, form);
        return out;
    }

    private ObjectNode bound(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        form.required("PermissionsBoundary");
        ObjectNode document = entity.document().deepCopy();
        policies.bound(caller, document, form);
        directory.entities().put(entity.shown(document));
        return node();
    }

    private ObjectNode unbound(Kind kind, Caller caller, Form form) {
        Entity entity = directory.entity(kind, caller, form);
        ObjectNode document = entity.document().deepCopy();
        if (document.remove("PermissionsBoundary") == null) {
            throw Directory.gone(kind.word() + " " + entity.name() + " does not have a permission boundary");
        }
        directory.entities().put(entity.shown(document));
        return node();
    }

    private ObjectNode entities(Caller caller, Form form) {
        Policy policy = directory.policy(caller, form.required("PolicyArn"));
        String only = form.oneOf("EntityFilter", "User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy");
        String usage = form.oneOf("PolicyUsageFilter", "PermissionsPolicy", "PermissionsBoundary");
        String prefix = form.text("PathPrefix", "/");
        List<Entity> found = new ArrayList<>();
        if (!usage.equals("PermissionsBoundary")) {
            found.addAll(policies.attached(caller, policy));
        }
        if (!usage.equals("PermissionsPolicy")) {
            policies.bounded(caller, policy).stream()
                    .filter(one -> !found.contains(one))
                    .forEach(found::add);
        }
        ObjectNode paged = node();
        Directory.page(
                paged,
                "Found",
                found.stream()
                        .filter(one -> only.isEmpty() || one.kind().word().equals(only))
                        .filter(one -> one.path().startsWith(prefix))
                        .toList(),
                Entity::key,
                one -> TextNode.valueOf(one.key()),
                form);
        ObjectNode out = node();
        for (Kind kind : List.of(Kind.GROUP, Kind.USER, Kind.ROLE)) {
            ArrayNode list = out.putArray("Policy" + kind.word() + "s");
            paged.path("Found")
                    .valueStream()
                    .flatMap(key -> directory.entities().get(key.asText()).stream())
                    .filter(one -> one.kind() == kind)
                    .forEach(
                            one -> list.add(node().put(kind.field(), one.name()).put(kind.word() + "Id", one.id())));
        }
        paged.remove("Found");
        out.setAll(paged);
        return out;
    }
}
