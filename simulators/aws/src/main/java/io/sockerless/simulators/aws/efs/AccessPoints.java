package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Access points. */
record AccessPoints(Resources resources) {
    private static final int MOST_GROUPS = 16;
    private static final long HIGHEST = 4_294_967_295L;
    private static final String PATH = "^(\\/|(\\/(?!\\.)+[^$#<>;`|&?{}^*/\\n]+){1,4})$";

    Map<String, Operation> operations() {
        return Map.of(
                "CreateAccessPoint", this::create,
                "DescribeAccessPoints", this::describe,
                "DeleteAccessPoint", this::delete);
    }

    private ObjectNode create(Caller caller, Input input) {
        Fields.refuseOthers(input, "ClientToken", "Tags", "FileSystemId", "PosixUser", "RootDirectory");
        String token = Fields.matching(input, "ClientToken", ".{1,64}");
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("ClientToken", token)
                .put("OwnerId", caller.account())
                .put("LifeCycleState", "available");
        if (input.has("PosixUser")) {
            document.set("PosixUser", user(input.object("PosixUser")));
        }
        document.set("RootDirectory", root(input.object("RootDirectory")));
        Map<String, String> tags = Tags.read(input);
        synchronized (resources.systems()) {
            FileSystem system = resources.system(caller, input.required("FileSystemId"));
            resources
                    .points()
                    .all(one -> one.of(caller) && one.token().equals(token))
                    .forEach(AccessPoints::refuse);
            String id = resources.fresh("fsap");
            document.put("AccessPointId", id)
                    .put("AccessPointArn", caller.arn(Resources.SERVICE, "access-point/" + id))
                    .put("FileSystemId", system.id());
            AccessPoint made =
                    new AccessPoint(id, caller.account(), caller.region(), system.id(), token, document, tags);
            resources.points().put(made);
            return shown(made);
        }
    }

    private static void refuse(AccessPoint same) {
        throw new AwsException(
                409,
                "AccessPointAlreadyExists",
                "Access point '" + same.id() + "' already exists with client token '" + same.token() + "'",
                Map.of("AccessPointId", same.id()));
    }

    private static long id(Input input, String field) {
        Optional<Long> id = input.number(field);
        return id.filter(value -> value >= 0 && value <= HIGHEST)
                .orElseThrow(() -> new AwsException(
                        "ValidationException",
                        "1 validation error detected: Value "
                                + id.map(value -> "'" + value + "'").orElse("null")
                                + " at '" + field + "' failed to satisfy constraint: Member must have value from 0 to "
                                + HIGHEST));
    }

    private static ObjectNode user(Input user) {
        Fields.refuseOthers(user, "Uid", "Gid", "SecondaryGids");
        id(user, "Uid");
        id(user, "Gid");
        if (user.items("SecondaryGids").size() > MOST_GROUPS
                || user.items("SecondaryGids").stream()
                        .anyMatch(one -> !one.isIntegralNumber() || one.asLong() < 0 || one.asLong() > HIGHEST)) {
            throw new AwsException("BadRequest", "SecondaryGids: up to 16 group ids from 0 to " + HIGHEST);
        }
        return user.document();
    }

    private static ObjectNode root(Input root) {
        Fields.refuseOthers(root, "Path", "CreationInfo");
        ObjectNode shown = root.document().deepCopy();
        shown.put("Path", root.has("Path") ? Fields.matching(root, "Path", PATH) : "/");
        if (shown.path("Path").asText().length() > 100) {
            throw new AwsException("BadRequest", "Path: up to 100 characters");
        }
        if (root.has("CreationInfo")) {
            Input info = root.object("CreationInfo");
            Fields.refuseOthers(info, "OwnerUid", "OwnerGid", "Permissions");
            id(info, "OwnerUid");
            id(info, "OwnerGid");
            Fields.matching(info, "Permissions", "^[0-7]{3,4}$");
        }
        return shown;
    }

    private static ObjectNode shown(AccessPoint point) {
        return Tags.on(point.document().deepCopy(), point.tags());
    }

    private ObjectNode describe(Caller caller, Input input) {
        if (input.has("AccessPointId") && input.has("FileSystemId")) {
            throw new AwsException("BadRequest", "Specify an access point ID or a file system ID, not both.");
        }
        List<AccessPoint> found = input.has("AccessPointId")
                ? List.of(resources.point(caller, input.text("AccessPointId")))
                : input.has("FileSystemId")
                        ? resources.pointsOf(resources.system(caller, input.text("FileSystemId")))
                        : resources.points().all(one -> one.of(caller));
        ObjectNode out = Json.MAPPER.createObjectNode();
        Fields.page(
                out,
                "AccessPoints",
                found,
                AccessPoint::id,
                AccessPoints::shown,
                input,
                "MaxResults",
                "NextToken",
                "NextToken");
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        synchronized (resources.systems()) {
            AccessPoint point = resources.point(caller, input.required("AccessPointId"));
            resources.points().delete(point.id());
        }
        return Json.MAPPER.createObjectNode();
    }
}
