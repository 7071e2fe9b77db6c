package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.engine.model.HostConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Limits that can change after a container was created. */
final class Limits {
    /** What dockerd's update takes; it leaves alone what is zero. */
    private static final List<String> FIELDS = List.of(
            "CpuShares",
            "Memory",
            "NanoCpus",
            "BlkioWeight",
            "CpuPeriod",
            "CpuQuota",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "CpusetCpus",
            "CpusetMems",
            "KernelMemory",
            "MemoryReservation",
            "MemorySwap",
            "PidsLimit");

    private Limits() {}

    static void update(Remote remote, String container, HostConfig host) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String field : FIELDS) {
            if (host.has(field)) {
                body.put(field, host.fields().get(field));
            }
        }
        remote.ask(Call.of("POST", "containers", container, "update").json(Remote.json(body)));
    }

    /** Whether a container's description has changed since it was created there. */
    static boolean differ(JsonNode inspected, HostConfig host) {
        JsonNode present = inspected.path("HostConfig");
        for (String field : FIELDS) {
            JsonNode there = present.path(field);
            boolean same = switch (host.fields().get(field)) {
                case null -> true;
                case Number number -> there.asLong() == number.longValue();
                case Object text -> there.asText("").equals(text.toString());
            };
            if (!same) {
                return true;
            }
        }
        return false;
    }
}
