package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;

/** Mount targets. They have no address: nothing here speaks NFS, tasks get the file system's volume. */
record MountTargets(Resources resources) {
    private static final int MOST_GROUPS = 5;

    Map<String, Operation> operations() {
        return Map.of(
                "CreateMountTarget", this::create,
                "DescribeMountTargets", this::describe,
                "DeleteMountTarget", this::delete,
                "DescribeMountTargetSecurityGroups", this::groups,
                "ModifyMountTargetSecurityGroups", this::guard);
    }

    private ObjectNode create(Caller caller, Input input) {
        Fields.refuseOthers(input, "FileSystemId", "SubnetId", "SecurityGroups");
        String subnet = input.required("SubnetId");
        List<String> groups = limited(input.texts("SecurityGroups"));
        synchronized (resources.systems()) {
            FileSystem system = resources.system(caller, input.required("FileSystemId"));
            if (resources.targetsOf(system).stream()
                    .anyMatch(one -> one.subnet().equals(subnet))) {
                throw new AwsException(409, "MountTargetConflict", "mount target already exists in this AZ");
            }
            MountTarget made = new MountTarget(
                    resources.fresh("fsmt"), caller.account(), caller.region(), system.id(), subnet, groups);
            resources.targets().put(made);
            return shown(made);
        }
    }

    private static List<String> limited(List<String> groups) {
        if (groups.size() > MOST_GROUPS) {
            throw new AwsException(
                    "SecurityGroupLimitExceeded", "A mount target can have a maximum of 5 security groups.");
        }
        return groups;
    }

    private static ObjectNode shown(MountTarget target) {
        return Json.MAPPER
                .createObjectNode()
                .put("OwnerId", target.account())
                .put("MountTargetId", target.id())
                .put("FileSystemId", target.fileSystem())
                .put("SubnetId", target.subnet())
                .put("LifeCycleState", "available");
    }

    private ObjectNode describe(Caller caller, Input input) {
        List<String> names = List.of("FileSystemId", "MountTargetId", "AccessPointId");
        if (names.stream().filter(input::has).count() != 1) {
            throw new AwsException(
                    "BadRequest", "You must specify exactly one of: file system ID, mount target ID, access point ID");
        }
        List<MountTarget> found = input.has("MountTargetId")
                ? List.of(resources.target(caller, input.text("MountTargetId")))
                : resources.targetsOf(resources.system(
                        caller,
                        input.has("FileSystemId")
                                ? input.text("FileSystemId")
                                : resources
                                        .point(caller, input.text("AccessPointId"))
                                        .fileSystem()));
        ObjectNode out = Json.MAPPER.createObjectNode();
        Fields.page(
                out,
                "MountTargets",
                found,
                MountTarget::id,
                MountTargets::shown,
                input,
                "MaxItems",
                "Marker",
                "NextMarker");
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        synchronized (resources.systems()) {
            MountTarget target = resources.target(caller, input.required("MountTargetId"));
            resources.targets().delete(target.id());
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode groups(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        resources
                .target(caller, input.required("MountTargetId"))
                .securityGroups()
                .forEach(out.putArray("SecurityGroups")::add);
        return out;
    }

    private ObjectNode guard(Caller caller, Input input) {
        MountTarget target = resources.target(caller, input.required("MountTargetId"));
        List<String> groups = limited(input.texts("SecurityGroups"));
        resources.targets().change(target.id(), one -> one.guarded(groups));
        return Json.MAPPER.createObjectNode();
    }
}
