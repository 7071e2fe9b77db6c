package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.List;
import java.util.Map;

/** Groups of users. */
record Groups(Directory directory, Users users) {
    private static final int MOST = 10;

    Map<String, Operation> operations() {
        return Map.of(
                "CreateGroup", this::create,
                "GetGroup", this::get,
                "ListGroups", this::list,
                "ListGroupsForUser", this::listForUser,
                "UpdateGroup", this::update,
                "DeleteGroup", this::delete,
                "AddUserToGroup", this::add,
                "RemoveUserFromGroup", this::remove);
    }

    private ObjectNode create(Caller caller, Form form) {
        form.refuseOthers("GroupName", "Path");
        String name = Names.name(form, "GroupName", Kind.GROUP.longest());
        String path = Names.path(form);
        free(caller, name);
        ObjectNode document = node().put("Path", path)
                .put("GroupName", name)
                .put("GroupId", directory.id(Kind.GROUP.prefix()))
                .put("Arn", Directory.arn(caller, "group" + path + name))
                .put("CreateDate", directory.now());
        directory.entities().put(Entity.fresh(Kind.GROUP, caller.account(), name, document, Map.of()));
        return node().set("Group", document);
    }

    private void free(Caller caller, String name) {
        if (directory.find(Kind.GROUP, caller.account(), name).isPresent()) {
            throw Directory.exists("Group with name " + name + " already exists.");
        }
    }

    private List<Entity> members(Entity group) {
        return directory.entities().all(one -> one.groups().contains(group.id()));
    }

    private ObjectNode get(Caller caller, Form form) {
        Entity group = directory.entity(Kind.GROUP, caller, form);
        ObjectNode out = node();
        out.set("Group", group.document());
        Directory.page(out, "Users", members(group), Entity::key, Users::listed, form);
        return out;
    }

    private ObjectNode list(Caller caller, Form form) {
        String prefix = form.text("PathPrefix", "/");
        ObjectNode out = node();
        Directory.page(
                out,
                "Groups",
                directory.all(Kind.GROUP, caller).stream()
                        .filter(group -> group.path().startsWith(prefix))
                        .toList(),
                Entity::key,
                Entity::document,
                form);
        return out;
    }

    private ObjectNode listForUser(Caller caller, Form form) {
        ObjectNode out = node();
        Entity user = directory.entity(Kind.USER, caller, form);
        Directory.page(out, "Groups", users.groups(user), Entity::key, Entity::document, form);
        return out;
    }

    private ObjectNode update(Caller caller, Form form) {
        Entity group = directory.entity(Kind.GROUP, caller, form);
        String name = form.has("NewGroupName") ? Names.name(form, "NewGroupName", Kind.GROUP.longest()) : group.name();
        if (!name.equalsIgnoreCase(group.name())) {
            free(caller, name);
        }
        Entity changed = group.renamed(name, Names.path(form, "NewPath", group.path()));
        directory.state().write(batch -> {
            directory.entities().delete(batch, group.key());
            directory.entities().put(batch, changed);
        });
        return node();
    }

    private ObjectNode delete(Caller caller, Form form) {
        Entity group = directory.entity(Kind.GROUP, caller, form);
        if (!members(group).isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must remove users from group first.");
        }
        Policies.withoutPolicies(group);
        directory.entities().delete(group.key());
        return node();
    }

    private ObjectNode add(Caller caller, Form form) {
        Entity user = directory.entity(Kind.USER, caller, form);
        Entity group = directory.entity(Kind.GROUP, caller, form);
        if (!user.groups().contains(group.id()) && user.groups().size() >= MOST) {
            throw Directory.limit("GroupsPerUser", MOST);
        }
        directory.entities().put(user.in(group.id()));
        return node();
    }

    private ObjectNode remove(Caller caller, Form form) {
        Entity user = directory.entity(Kind.USER, caller, form);
        Entity group = directory.entity(Kind.GROUP, caller, form);
        directory.entities().put(user.outside(group.id()));
        return node();
    }
}
