package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a task definition may say about volumes, and which container mounts what. */
final class VolumeRules {
    private VolumeRules() {}

    /** Gives the document its volumes as they are described. Its containers are there already. */
    static void apply(Input task, ObjectNode document) {
        ArrayNode volumes = document.putArray("volumes");
        Set<String> names = new HashSet<>();
        boolean fargate = task.texts("requiresCompatibilities").contains("FARGATE");
        for (Input volume : task.objects("volumes")) {
            volumes.add(volume(volume, fargate));
            if (!names.add(volume.text("name"))) {
                throw refused("Volume.name must be unique within a task definition.");
            }
        }
        Map<String, List<Input>> sources = new HashMap<>();
        for (Input container : task.objects("containerDefinitions")) {
            mountPoints(container, names);
            sources.put(container.text("name"), container.objects("volumesFrom"));
        }
        sources.keySet().forEach(name -> acyclic(name, sources, Set.of()));
    }

    private static ObjectNode volume(Input volume, boolean fargate) {
        Fields.refuseOthers(volume, "name", "host", "efsVolumeConfiguration");
        if (!volume.text("name").matches("[a-zA-Z0-9_-]{1,255}")) {
            throw refused("Volume.name should not be null or empty, and may have letters, numbers, hyphens and"
                    + " underscores.");
        }
        ObjectNode shown = volume.document().deepCopy();
        Input host = volume.object("host");
        Fields.refuseOthers(host, "sourcePath");
        boolean path = !host.text("sourcePath").isEmpty();
        if (!volume.has("efsVolumeConfiguration")) {
            if (path && fargate) {
                throw refused("Fargate compatible task definitions do not support sourcePath");
            }
            return shown.set("host", host.document());
        }
        if (path) {
            throw refused("When the volume parameter is specified, only one volume configuration type should be used.");
        }
        shown.remove("host");
        shown.set("efsVolumeConfiguration", efs(volume.object("efsVolumeConfiguration")));
        return shown;
    }

    private static ObjectNode efs(Input efs) {
        Fields.refuseOthers(
                efs,
                "fileSystemId",
                "rootDirectory",
                "transitEncryption",
                "transitEncryptionPort",
                "authorizationConfig");
        Input authorization = efs.object("authorizationConfig");
        Fields.refuseOthers(authorization, "accessPointId", "iam");
        if (efs.text("fileSystemId").isEmpty()) {
            throw refused("EFSVolumeConfiguration.fileSystemId should not be null or empty.");
        }
        for (Input one : List.of(efs, authorization)) {
            String field = one == efs ? "transitEncryption" : "iam";
            if (!List.of("", "ENABLED", "DISABLED").contains(one.text(field))) {
                throw new AwsException(
                        "InvalidParameterException",
                        "1 validation error detected: Value '" + one.text(field) + "' at '" + field
                                + "' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED,"
                                + " DISABLED]");
            }
        }
        efs.number("transitEncryptionPort", 0, 65535, 0);
        String root = efs.text("rootDirectory").isEmpty() ? "/" : efs.text("rootDirectory");
        boolean point = !authorization.text("accessPointId").isEmpty();
        if (point && !root.equals("/")) {
            throw refused(
                    "When using an EFS access point, the root directory must either be set to \"/\" or be omitted.");
        }
        boolean encrypted = efs.text("transitEncryption").equals("ENABLED");
        if (!encrypted && (point || authorization.text("iam").equals("ENABLED"))) {
            throw refused("EFS transit encryption must be enabled when an access point or IAM authorization is used.");
        }
        if (!root.startsWith("/") || List.of(root.split("/")).contains("..")) {
            throw refused("EFSVolumeConfiguration.rootDirectory must be an absolute path.");
        }
        return efs.document().deepCopy().put("rootDirectory", root);
    }

    private static void mountPoints(Input container, Set<String> volumes) {
        Set<String> paths = new HashSet<>();
        for (Input point : container.objects("mountPoints")) {
            Fields.refuseOthers(point, "sourceVolume", "containerPath", "readOnly");
            point.flag("readOnly");
            if (!volumes.contains(point.text("sourceVolume"))) {
                JsonNode named = point.document().path("sourceVolume");
                throw refused("Unknown volume '" + (named.isTextual() ? named.asText() : "null") + "'.");
            }
            if (point.text("containerPath").isEmpty()) {
                throw refused("MountPoint.containerPath should not be null or empty.");
            }
            if (!paths.add(point.text("containerPath"))) {
                throw refused("Duplicate mount point: " + point.text("containerPath"));
            }
        }
    }

    private static void acyclic(String name, Map<String, List<Input>> sources, Set<String> above) {
        Set<String> path = new HashSet<>(above);
        if (!path.add(name)) {
            throw refused("volumesFrom: container '" + name + "' takes the volumes of itself.");
        }
        for (Input from : sources.get(name)) {
            Fields.refuseOthers(from, "sourceContainer", "readOnly");
            from.flag("readOnly");
            if (!sources.containsKey(from.text("sourceContainer"))) {
                throw refused("volumesFrom: unknown container '" + from.text("sourceContainer") + "'.");
            }
            acyclic(from.text("sourceContainer"), sources, path);
        }
    }

    private static AwsException refused(String message) {
        return new AwsException("ClientException", message);
    }
}
