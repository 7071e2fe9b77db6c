package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.Map;

/** Roles. */
record RoleOperations(Directory directory, Policies policies) {
    private static final int SHORTEST = 3600;
    private static final int LONGEST = 43_200;

    Map<String, Operation> operations() {
        return Map.of(
                "CreateRole", this::create,
                "GetRole", this::get,
                "ListRoles", this::list,
                "UpdateRole", this::update,
                "UpdateRoleDescription", this::describe,
                "UpdateAssumeRolePolicy", this::trust,
                "DeleteRole", this::delete);
    }

    private ObjectNode create(Caller caller, Form form) {
        form.refuseOthers(
                "Path",
                "RoleName",
                "AssumeRolePolicyDocument",
                "Description",
                "MaxSessionDuration",
                "PermissionsBoundary",
                "Tags");
        String name = Names.name(form, "RoleName", Kind.ROLE.longest());
        String path = Names.path(form);
        String trust = form.required("AssumeRolePolicyDocument");
        PolicyDocument.trust(trust);
        Map<String, String> tags = Tags.read(form);
        if (directory.find(Kind.ROLE, caller.account(), name).isPresent()) {
            throw Directory.exists("Role with name " + name + " already exists.");
        }
        ObjectNode document = node().put("Path", path)
                .put("RoleName", name)
                .put("RoleId", directory.id(Kind.ROLE.prefix()))
                .put("Arn", Directory.arn(caller, "role" + path + name))
                .put("CreateDate", directory.now());
        if (form.has("Description")) {
            document.put("Description", description(form));
        }
        document.put("MaxSessionDuration", form.number("MaxSessionDuration", SHORTEST, LONGEST, SHORTEST));
        policies.bound(caller, document, form);
        Entity role =
                Entity.fresh(Kind.ROLE, caller.account(), name, document, tags).trusting(trust);
        directory.entities().put(role);
        ObjectNode shown = shown(role);
        shown.remove("RoleLastUsed");
        return node().set("Role", shown);
    }

    private static String description(Form form) {
        String said = form.text("Description");
        if (said.length() > 1000) {
            throw Form.wrong("Value '" + said
                    + "' at 'description' failed to satisfy constraint: Member must have length less than or equal to"
                    + " 1000");
        }
        return said;
    }

    private ObjectNode get(Caller caller, Form form) {
        return node().set("Role", shown(directory.entity(Kind.ROLE, caller, form)));
    }

    /** All of it. */
    static ObjectNode shown(Entity role) {
        ObjectNode out = listed(role);
        if (role.document().has("PermissionsBoundary")) {
            out.set("PermissionsBoundary", role.document().path("PermissionsBoundary"));
        }
        if (!role.tags().isEmpty()) {
            out.set("Tags", Tags.shown(role.tags()));
        }
        out.set(
                "RoleLastUsed",
                role.document().path("RoleLastUsed").isObject()
                        ? role.document().path("RoleLastUsed")
                        : node());
        return out;
    }

    /** As lists have it. */
    static ObjectNode listed(Entity role) {
        ObjectNode out = role.document().deepCopy();
        out.remove("PermissionsBoundary");
        out.remove("RoleLastUsed");
        return out.put("AssumeRolePolicyDocument", PolicyDocument.encoded(role.trust()));
    }

    private ObjectNode list(Caller caller, Form form) {
        ObjectNode out = node();
        String prefix = form.text("PathPrefix", "/");
        Directory.page(
                out,
                "Roles",
                directory.all(Kind.ROLE, caller).stream()
                        .filter(role -> role.path().startsWith(prefix))
                        .toList(),
                Entity::key,
                RoleOperations::listed,
                form);
        return out;
    }

    private ObjectNode update(Caller caller, Form form) {
        form.refuseOthers("RoleName", "Description", "MaxSessionDuration");
        Entity role = modifiable(caller, form);
        ObjectNode document = role.document().deepCopy();
        if (form.has("Description")) {
            document.put("Description", description(form));
        }
        int before = document.path("MaxSessionDuration").asInt();
        document.put("MaxSessionDuration", form.number("MaxSessionDuration", SHORTEST, LONGEST, before));
        directory.entities().put(role.shown(document));
        return node();
    }

    private ObjectNode describe(Caller caller, Form form) {
        form.required("Description");
        Entity role = modifiable(caller, form);
        Entity changed = role.shown(role.document().deepCopy().put("Description", description(form)));
        directory.entities().put(changed);
        return node().set("Role", shown(changed));
    }

    private ObjectNode trust(Caller caller, Form form) {
        Entity role = modifiable(caller, form);
        String trust = form.required("PolicyDocument");
        PolicyDocument.trust(trust);
        directory.entities().put(role.trusting(trust));
        return node();
    }

    private ObjectNode delete(Caller caller, Form form) {
        Entity role = modifiable(caller, form);
        if (directory.profiles().all(profile -> profile.roles().contains(role.id())).stream()
                .findFirst()
                .isPresent()) {
            throw Directory.conflict("Cannot delete entity, must remove roles from instance profile first.");
        }
        Policies.withoutPolicies(role);
        directory.entities().delete(role.key());
        return node();
    }

    /** Not one of those that only the service that it is for may change. */
    private Entity modifiable(Caller caller, Form form) {
        Entity role = directory.entity(Kind.ROLE, caller, form);
        if (role.path().startsWith("/aws-service-role/")) {
            throw new AwsException(
                    400,
                    "UnmodifiableEntity",
                    "Cannot perform the operation on the protected role '" + role.name() + "' - this role is only"
                            + " modifiable by AWS");
        }
        return role;
    }
}
