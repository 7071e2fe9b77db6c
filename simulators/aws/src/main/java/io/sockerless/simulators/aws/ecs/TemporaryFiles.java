package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** What a container has in its memory ({@code linuxParameters.tmpfs}); Fargate has that since 2026. */
final class TemporaryFiles {
    /** As the API reference names them, with or without a value. */
    private static final Set<String> OPTIONS = Set.of(
            "defaults",
            "ro",
            "rw",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "exec",
            "noexec",
            "sync",
            "async",
            "dirsync",
            "remount",
            "mand",
            "nomand",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "bind",
            "rbind",
            "unbindable",
            "runbindable",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime",
            "mode",
            "uid",
            "gid",
            "nr_inodes",
            "nr_blocks",
            "mpol");

    private TemporaryFiles() {}

    static void check(Input tmpfs) {
        Fields.refuseOthers(tmpfs, "containerPath", "size", "mountOptions");
        if (!tmpfs.text("containerPath").startsWith("/")) {
            throw new AwsException("ClientException", "Tmpfs containerPath must be an absolute path.");
        }
        if (tmpfs.number("size", 1, Integer.MAX_VALUE, 0) == 0) {
            throw new AwsException("ClientException", "Tmpfs size must be specified.");
        }
        for (String option : tmpfs.texts("mountOptions")) {
            if (!OPTIONS.contains(option.replaceAll("=.*", ""))) {
                throw new AwsException("ClientException", "Invalid tmpfs mount option: " + option);
            }
        }
    }

    /** As in HostConfig.Tmpfs. */
    static Map<String, String> in(JsonNode definition) {
        Map<String, String> all = new LinkedHashMap<>();
        for (JsonNode tmpfs : definition.path("linuxParameters").path("tmpfs")) {
            StringJoiner options = new StringJoiner(",");
            tmpfs.path("mountOptions").forEach(option -> options.add(option.asText()));
            options.add("size=" + tmpfs.path("size").asInt() + "m");
            all.put(tmpfs.path("containerPath").asText(), options.toString());
        }
        return all;
    }
}
