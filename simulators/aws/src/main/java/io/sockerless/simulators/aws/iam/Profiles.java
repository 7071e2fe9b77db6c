package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.List;
import java.util.Map;

/** Instance profiles, each of which holds one role at most. */
record Profiles(Directory directory) {
    private static final String FIELD = "InstanceProfileName";

    Map<String, Operation> operations() {
        return Map.of(
                "CreateInstanceProfile", this::create,
                "GetInstanceProfile", this::get,
                "ListInstanceProfiles", this::list,
                "ListInstanceProfilesForRole", this::listForRole,
                "DeleteInstanceProfile", this::delete,
                "AddRoleToInstanceProfile", this::add,
                "RemoveRoleFromInstanceProfile", this::remove);
    }

    static Profile profile(Directory directory, Caller caller, Form form) {
        String name = Names.name(form, FIELD, 128);
        return directory
                .profiles()
                .get(Profile.key(caller.account(), name))
                .orElseThrow(() -> Directory.gone("Instance Profile " + name + " cannot be found."));
    }

    private ObjectNode create(Caller caller, Form form) {
        form.refuseOthers(FIELD, "Path", "Tags");
        String name = Names.name(form, FIELD, 128);
        String path = Names.path(form);
        Map<String, String> tags = Tags.read(form);
        if (directory.profiles().get(Profile.key(caller.account(), name)).isPresent()) {
            throw Directory.exists("Instance Profile " + name + " already exists.");
        }
        ObjectNode document = node().put("Path", path)
                .put(FIELD, name)
                .put("InstanceProfileId", directory.id("AIPA"))
                .put("Arn", Directory.arn(caller, "instance-profile" + path + name))
                .put("CreateDate", directory.now());
        Profile profile = new Profile(caller.account(), name, document, List.of(), tags);
        directory.profiles().put(profile);
        return node().set("InstanceProfile", shown(profile));
    }

    private ObjectNode get(Caller caller, Form form) {
        return node().set("InstanceProfile", shown(profile(directory, caller, form)));
    }

    ObjectNode shown(Profile profile) {
        ObjectNode out = listed(profile);
        out.set("Tags", Tags.shown(profile.tags()));
        return out;
    }

    /** As lists have it: without tags. */
    ObjectNode listed(Profile profile) {
        ObjectNode out = profile.document().deepCopy();
        ArrayNode roles = out.putArray("Roles");
        profile.roles().forEach(id -> directory.byId(id).ifPresent(role -> roles.add(RoleOperations.listed(role))));
        return out;
    }

    private ObjectNode list(Caller caller, Form form) {
        String prefix = form.text("PathPrefix", "/");
        ObjectNode out = node();
        Directory.page(
                out,
                "InstanceProfiles",
                directory
                        .profiles()
                        .all(one -> one.account().equals(caller.account())
                                && one.document().path("Path").asText().startsWith(prefix)),
                Profile::key,
                this::listed,
                form);
        return out;
    }

    /** Those that hold the role. */
    List<Profile> of(Entity role) {
        return directory.profiles().all(one -> one.roles().contains(role.id()));
    }

    private ObjectNode listForRole(Caller caller, Form form) {
        Entity role = directory.entity(Kind.ROLE, caller, form);
        ObjectNode out = node();
        Directory.page(out, "InstanceProfiles", of(role), Profile::key, this::listed, form);
        return out;
    }

    private ObjectNode delete(Caller caller, Form form) {
        Profile profile = profile(directory, caller, form);
        if (!profile.roles().isEmpty()) {
            throw Directory.conflict("Cannot delete entity, must remove roles from instance profile first.");
        }
        directory.profiles().delete(profile.key());
        return node();
    }

    private ObjectNode add(Caller caller, Form form) {
        Profile profile = profile(directory, caller, form);
        Entity role = directory.entity(Kind.ROLE, caller, form);
        if (!profile.roles().isEmpty()) {
            throw Directory.limit("InstanceSessionsPerInstanceProfile", 1);
        }
        directory.profiles().put(profile.with(List.of(role.id())));
        return node();
    }

    private ObjectNode remove(Caller caller, Form form) {
        Profile profile = profile(directory, caller, form);
        Entity role = directory.entity(Kind.ROLE, caller, form);
        if (!profile.roles().contains(role.id())) {
            throw Directory.gone(
                    "Role " + role.name() + " in Instance Profile " + profile.name() + " cannot be found.");
        }
        directory.profiles().put(profile.with(List.of()));
        return node();
    }
}
