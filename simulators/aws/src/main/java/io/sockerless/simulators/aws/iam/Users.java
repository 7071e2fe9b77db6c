package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.List;
import java.util.Map;

/** Users. */
record Users(Directory directory, Policies policies) {
    Map<String, Operation> operations() {
        return Map.of(
                "CreateUser", this::create,
                "GetUser", this::get,
                "ListUsers", this::list,
                "UpdateUser", this::update,
                "DeleteUser", this::delete);
    }

    private ObjectNode create(Caller caller, Form form) {
        form.refuseOthers("UserName", "Path", "PermissionsBoundary", "Tags");
        String name = Names.name(form, "UserName", Kind.USER.longest());
        String path = Names.path(form);
        Map<String, String> tags = Tags.read(form);
        free(caller, name);
        ObjectNode document = node().put("Path", path)
                .put("UserName", name)
                .put("UserId", directory.id(Kind.USER.prefix()))
                .put("Arn", Directory.arn(caller, "user" + path + name))
                .put("CreateDate", directory.now());
        policies.bound(caller, document, form);
        Entity user = Entity.fresh(Kind.USER, caller.account(), name, document, tags);
        directory.entities().put(user);
        return node().set("User", shown(user));
    }

    private void free(Caller caller, String name) {
        if (directory.find(Kind.USER, caller.account(), name).isPresent()) {
            throw Directory.exists("User with name " + name + " already exists.");
        }
    }

    /** All of it. */
    static ObjectNode shown(Entity user) {
        ObjectNode out = user.document().deepCopy();
        if (!user.tags().isEmpty()) {
            out.set("Tags", Tags.shown(user.tags()));
        }
        return out;
    }

    /** As lists have it. */
    static ObjectNode listed(Entity user) {
        ObjectNode out = user.document().deepCopy();
        out.remove("PermissionsBoundary");
        return out;
    }

    private ObjectNode get(Caller caller, Form form) {
        if (form.has("UserName")) {
            return node().set("User", shown(directory.entity(Kind.USER, caller, form)));
        }
        return node().set("User", directory.user(caller).map(Users::shown).orElseGet(() -> root(caller)));
    }

    /** The account itself, which has always been there. */
    private static ObjectNode root(Caller caller) {
        return node().put("Path", "/")
                .put("UserName", "root")
                .put("UserId", caller.account())
                .put("Arn", Directory.arn(caller, "root"))
                .put("CreateDate", "2015-01-01T00:00:00Z");
    }

    private ObjectNode list(Caller caller, Form form) {
        ObjectNode out = node();
        String prefix = form.text("PathPrefix", "/");
        Directory.page(
                out,
                "Users",
                directory.all(Kind.USER, caller).stream()
                        .filter(user -> user.path().startsWith(prefix))
                        .toList(),
                Entity::key,
                Users::listed,
                form);
        return out;
    }

    private ObjectNode update(Caller caller, Form form) {
        Entity user = directory.entity(Kind.USER, caller, form);
        String name = form.has("NewUserName") ? Names.name(form, "NewUserName", Kind.USER.longest()) : user.name();
        if (!name.equalsIgnoreCase(user.name())) {
            free(caller, name);
        }
        Entity changed = user.renamed(name, Names.path(form, "NewPath", user.path()));
        directory.state().write(batch -> {
            directory.entities().delete(batch, user.key());
            directory.entities().put(batch, changed);
        });
        return node();
    }

    /** Of the keys of what a user has besides. */
    static String prefix(Entity user) {
        return "user/" + user.id() + "/";
    }

    private ObjectNode delete(Caller caller, Form form) {
        Entity user = directory.entity(Kind.USER, caller, form);
        if (!user.groups().isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must remove user from all groups first.");
        }
        Policies.withoutPolicies(user);
        if (!directory.keys().all(key -> key.user().equals(user.id())).isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must delete access keys first.");
        }
        for (Map.Entry<String, String> kind : Map.of(
                        "password", "login profile",
                        "ssh/", "SSH public keys",
                        "certificate/", "signing certificates",
                        "mfa/", "MFA device")
                .entrySet()) {
            if (!directory.items(caller, prefix(user) + kind.getKey()).isEmpty()) {
                throw Directory.conflict("Cannot delete entity, must delete " + kind.getValue() + " first.");
            }
        }
        directory.entities().delete(user.key());
        return node();
    }

    /** Ids of groups, as groups. */
    List<Entity> groups(Entity user) {
        return user.groups().stream().flatMap(id -> directory.byId(id).stream()).toList();
    }
}
