package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;

/** File systems. They are available at once; nothing limits their speed, nothing encrypts them. */
record FileSystems(Resources resources, Volumes volumes) {
    Map<String, Operation> operations() {
        return Map.of(
                "CreateFileSystem", this::create,
                "DescribeFileSystems", this::describe,
                "DeleteFileSystem", this::delete);
    }

    private ObjectNode create(Caller caller, Input input) {
        Fields.refuseOthers(
                input,
                "CreationToken",
                "PerformanceMode",
                "Encrypted",
                "ThroughputMode",
                "ProvisionedThroughputInMibps",
                "Tags");
        String token = Fields.matching(input, "CreationToken", ".{1,64}");
        String throughput = Fields.oneOf(input, "ThroughputMode", List.of("bursting", "provisioned", "elastic"));
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("OwnerId", caller.account())
                .put("CreationToken", token)
                .put("CreationTime", resources.now())
                .put("PerformanceMode", Fields.oneOf(input, "PerformanceMode", List.of("generalPurpose", "maxIO")))
                .put("Encrypted", input.flag("Encrypted"))
                .put("ThroughputMode", throughput);
        if (throughput.equals("provisioned") != input.has("ProvisionedThroughputInMibps")) {
            throw new AwsException(
                    "BadRequest",
                    "ProvisionedThroughputInMibps must be specified for the throughput mode provisioned, and for no"
                            + " other.");
        }
        if (input.has("ProvisionedThroughputInMibps")) {
            document.set("ProvisionedThroughputInMibps", input.document().path("ProvisionedThroughputInMibps"));
        }
        Map<String, String> tags = Tags.read(input);
        synchronized (resources.systems()) {
            resources
                    .systems()
                    .all(one -> one.of(caller) && one.token().equals(token))
                    .forEach(FileSystems::refuse);
            String id = resources.fresh("fs");
            document.put("FileSystemId", id).put("FileSystemArn", caller.arn(Resources.SERVICE, "file-system/" + id));
            FileSystem made = new FileSystem(id, caller.account(), caller.region(), token, document, tags, List.of());
            resources.systems().put(made);
            return shown(made, Map.of());
        }
    }

    private static void refuse(FileSystem same) {
        throw new AwsException(
                409,
                "FileSystemAlreadyExists",
                "File system '" + same.id() + "' already exists with creation token '" + same.token() + "'",
                Map.of("FileSystemId", same.id()));
    }

    /** @param sizes of volumes, by their names */
    private ObjectNode shown(FileSystem system, Map<String, Long> sizes) {
        ObjectNode shown = system.document().deepCopy().put("LifeCycleState", "available");
        shown.put("NumberOfMountTargets", resources.targetsOf(system).size());
        long size = sizes.getOrDefault(system.volume(), 0L);
        ObjectNode bytes = shown.putObject("SizeInBytes").put("Value", size);
        if (sizes.containsKey(system.volume())) {
            bytes.put("Timestamp", resources.now());
        }
        bytes.put("ValueInIA", 0).put("ValueInStandard", size).put("ValueInArchive", 0);
        shown.putObject("FileSystemProtection").put("ReplicationOverwriteProtection", "ENABLED");
        return Tags.on(shown, system.tags());
    }

    private ObjectNode describe(Caller caller, Input input) {
        String id = Resources.id(input.text("FileSystemId"));
        String token = input.text("CreationToken");
        if (!id.isEmpty()) {
            resources.system(caller, id);
        }
        List<FileSystem> found = resources
                .systems()
                .all(one -> one.of(caller)
                        && (id.isEmpty() || one.id().equals(id))
                        && (token.isEmpty() || one.token().equals(token)));
        Map<String, Long> sizes = found.isEmpty() ? Map.of() : volumes.sizes();
        ObjectNode out = Json.MAPPER.createObjectNode();
        Fields.page(
                out,
                "FileSystems",
                found,
                FileSystem::id,
                one -> shown(one, sizes),
                input,
                "MaxItems",
                "Marker",
                "NextMarker");
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        synchronized (resources.systems()) {
            FileSystem system = resources.system(caller, input.required("FileSystemId"));
            if (!resources.targetsOf(system).isEmpty()) {
                throw new AwsException(
                        409,
                        "FileSystemInUse",
                        "The file system '" + system.id() + "' cannot be deleted because it has mount targets. You must"
                                + " delete the mount targets, and then try again.");
            }
            resources.state().write(changes -> {
                resources.pointsOf(system).forEach(point -> resources.points().delete(changes, point.id()));
                resources.systems().delete(changes, system.id());
            });
        }
        volumes.sweep();
        return Json.MAPPER.createObjectNode();
    }
}
