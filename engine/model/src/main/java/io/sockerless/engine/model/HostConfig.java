package io.sockerless.engine.model;

import static io.sockerless.engine.model.Schema.Type.Scalar.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a container runs on its host: Docker API v1.51 {@code HostConfig} (its {@code Resources} are embedded). The
 * client's object is kept whole; each field comes back in inspect and takes effect, or the driver refuses it by name.
 */
public record HostConfig(Map<String, Object> fields) {
    private static final Schema.Type STRINGS = new Schema.Type.ListOf(STRING);
    private static final Schema.Type STRING_MAP = new Schema.Type.MapOf(STRING);
    private static final Schema.Type WEIGHT_DEVICES = new Schema.Type.ListOf(new Schema.Type.Struct(
            Schema.of("WeightDevice").field("Path", STRING).field("Weight", INTEGER)));
    private static final Schema.Type THROTTLE_DEVICES = new Schema.Type.ListOf(new Schema.Type.Struct(
            Schema.of("ThrottleDevice").field("Path", STRING).field("Rate", INTEGER)));
    private static final Schema PORT_BINDING =
            Schema.of("PortBinding").field("HostIp", STRING).field("HostPort", STRING);
    private static final Schema MOUNT = Schema.of("Mount")
            .optional("Type", STRING)
            .optional("Source", STRING)
            .optional("Target", STRING)
            .optional("ReadOnly", BOOL)
            .optional("Consistency", STRING)
            .optional("BindOptions", ANY)
            .optional("VolumeOptions", ANY)
            .optional("ImageOptions", ANY)
            .optional("TmpfsOptions", ANY)
            .optional("ClusterOptions", ANY);

    /** The fields of {@code Resources}, which {@code POST /containers/{id}/update} also takes. */
    private static Schema resources(Schema schema) {
        return schema.field("CpuShares", INTEGER)
                .field("Memory", INTEGER)
                .field("NanoCpus", INTEGER)
                .field("CgroupParent", STRING)
                .field("BlkioWeight", INTEGER)
                .field("BlkioWeightDevice", WEIGHT_DEVICES)
                .field("BlkioDeviceReadBps", THROTTLE_DEVICES)
                .field("BlkioDeviceWriteBps", THROTTLE_DEVICES)
                .field("BlkioDeviceReadIOps", THROTTLE_DEVICES)
                .field("BlkioDeviceWriteIOps", THROTTLE_DEVICES)
                .field("CpuPeriod", INTEGER)
                .field("CpuQuota", INTEGER)
                .field("CpuRealtimePeriod", INTEGER)
                .field("CpuRealtimeRuntime", INTEGER)
                .field("CpusetCpus", STRING)
                .field("CpusetMems", STRING)
                .field(
                        "Devices",
                        new Schema.Type.ListOf(new Schema.Type.Struct(Schema.of("DeviceMapping")
                                .field("PathOnHost", STRING)
                                .field("PathInContainer", STRING)
                                .field("CgroupPermissions", STRING))))
                .field("DeviceCgroupRules", STRINGS)
                .field("DeviceRequests", new Schema.Type.ListOf(ANY))
                .optional("KernelMemory", INTEGER)
                .optional("KernelMemoryTCP", INTEGER)
                .field("MemoryReservation", INTEGER)
                .field("MemorySwap", INTEGER)
                .field("MemorySwappiness", NULLABLE_INTEGER)
                .field("OomKillDisable", NULLABLE_BOOL)
                .field("PidsLimit", NULLABLE_INTEGER)
                .field(
                        "Ulimits",
                        new Schema.Type.ListOf(new Schema.Type.Struct(Schema.of("Ulimit")
                                .field("Name", STRING)
                                .field("Hard", INTEGER)
                                .field("Soft", INTEGER))))
                .field("CpuCount", INTEGER)
                .field("CpuPercent", INTEGER)
                .field("IOMaximumIOps", INTEGER)
                .field("IOMaximumBandwidth", INTEGER);
    }

    private static final Schema RESTART_POLICY =
            Schema.of("RestartPolicy").field("Name", STRING).field("MaximumRetryCount", INTEGER);

    /** Fields, types and order. */
    public static final Schema SCHEMA = resources(Schema.of("HostConfig")
                    .field("Binds", STRINGS)
                    .field("ContainerIDFile", STRING)
                    .field(
                            "LogConfig",
                            new Schema.Type.Struct(
                                    Schema.of("LogConfig").field("Type", STRING).field("Config", STRING_MAP)))
                    .field("NetworkMode", STRING)
                    .field(
                            "PortBindings",
                            new Schema.Type.MapOf(new Schema.Type.ListOf(new Schema.Type.Struct(PORT_BINDING))))
                    .field("RestartPolicy", new Schema.Type.Struct(RESTART_POLICY))
                    .field("AutoRemove", BOOL)
                    .field("VolumeDriver", STRING)
                    .field("VolumesFrom", STRINGS)
                    .field("ConsoleSize", new Schema.Type.FixedList(INTEGER, List.of(0L, 0L)))
                    .optional("Annotations", STRING_MAP)
                    .field("CapAdd", STRINGS)
                    .field("CapDrop", STRINGS)
                    .field("CgroupnsMode", STRING)
                    .field("Dns", STRINGS)
                    .field("DnsOptions", STRINGS)
                    .field("DnsSearch", STRINGS)
                    .field("ExtraHosts", STRINGS)
                    .field("GroupAdd", STRINGS)
                    .field("IpcMode", STRING)
                    .field("Cgroup", STRING)
                    .field("Links", STRINGS)
                    .field("OomScoreAdj", INTEGER)
                    .field("PidMode", STRING)
                    .field("Privileged", BOOL)
                    .field("PublishAllPorts", BOOL)
                    .field("ReadonlyRootfs", BOOL)
                    .field("SecurityOpt", STRINGS)
                    .optional("StorageOpt", STRING_MAP)
                    .optional("Tmpfs", STRING_MAP)
                    .field("UTSMode", STRING)
                    .field("UsernsMode", STRING)
                    .field("ShmSize", INTEGER)
                    .optional("Sysctls", STRING_MAP)
                    .field("Runtime", STRING)
                    .field("Isolation", STRING))
            .optional("Mounts", new Schema.Type.ListOf(new Schema.Type.Struct(MOUNT)))
            .field("MaskedPaths", STRINGS)
            .field("ReadonlyPaths", STRINGS)
            .optional("Init", NULLABLE_BOOL);

    /** The body of an update: resources and the restart policy. */
    public static final Schema UPDATE_SCHEMA =
            resources(Schema.of("UpdateConfig")).field("RestartPolicy", new Schema.Type.Struct(RESTART_POLICY));

    public HostConfig {
        fields = SCHEMA.decode(fields);
    }

    /** A copy with some fields replaced. */
    public HostConfig with(Map<String, Object> changes) {
        Map<String, Object> copy = new LinkedHashMap<>(fields);
        copy.putAll(changes);
        return new HostConfig(copy);
    }

    /** A string field, empty when not given. */
    public String string(String name) {
        return Fields.string(fields, name);
    }

    /** An integer field, 0 when not given. */
    public long integer(String name) {
        return Fields.integer(fields, name);
    }

    /** An integer field, empty when not given. */
    public Optional<Long> optionalInteger(String name) {
        return Fields.optionalInteger(fields, name);
    }

    /** A boolean field, false when not given. */
    public boolean bool(String name) {
        return Fields.bool(fields, name);
    }

    /** A boolean field, empty when not given. */
    public Optional<Boolean> optionalBool(String name) {
        return Fields.optionalBool(fields, name);
    }

    /** A list of strings, empty when not given. */
    public List<String> strings(String name) {
        return Fields.strings(fields, name);
    }

    /** A map of strings, empty when not given. */
    public Map<String, String> stringMap(String name) {
        return Fields.stringMap(fields, name);
    }

    /** A list of objects, empty when not given. */
    public List<Map<String, Object>> objects(String name) {
        return Fields.objects(fields, name);
    }

    /** Whether a field was given at all. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** {@code default}, {@code bridge}, {@code host}, {@code none}, {@code container:ID} or a network's name. */
    public String networkMode() {
        return string("NetworkMode");
    }

    public String logType() {
        return Fields.string(Fields.object(fields, "LogConfig"), "Type");
    }

    public Map<String, String> logOptions() {
        return Fields.stringMap(Fields.object(fields, "LogConfig"), "Config");
    }

    public String restartPolicy() {
        return Fields.string(Fields.object(fields, "RestartPolicy"), "Name");
    }

    public long restartMaximumRetryCount() {
        return Fields.integer(Fields.object(fields, "RestartPolicy"), "MaximumRetryCount");
    }

    public boolean autoRemove() {
        return bool("AutoRemove");
    }

    public boolean privileged() {
        return bool("Privileged");
    }

    /** Container port such as {@code 80/tcp} to its host bindings, each with {@code HostIp} and {@code HostPort}. */
    @SuppressWarnings("unchecked")
    public Map<String, List<Map<String, Object>>> portBindings() {
        return (Map<String, List<Map<String, Object>>>) (Map<String, ?>) Fields.object(fields, "PortBindings");
    }
}
