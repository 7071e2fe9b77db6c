package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.spi.HasStats.BlockEntry;
import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.engine.model.EngineException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads Docker's stats. */
final class StatsReader {
    private StatsReader() {}

    static Stats read(JsonNode stats, String id) {
        Instant read = Instant.parse(stats.path("read").asText("0001-01-01T00:00:00Z"));
        JsonNode cpu = stats.path("cpu_stats");
        JsonNode usage = cpu.path("cpu_usage");
        JsonNode memory = stats.path("memory_stats");
        if (memory.path("limit").isMissingNode()) {
            throw EngineException.conflict("container " + id + " is not running");
        }
        JsonNode throttling = cpu.path("throttling_data");
        return new Stats(
                read,
                usage.path("total_usage").asLong(),
                usage.path("usage_in_usermode").asLong(),
                usage.path("usage_in_kernelmode").asLong(),
                numbers(usage.path("percpu_usage")),
                cpu.path("system_cpu_usage").asLong(),
                cpu.path("online_cpus").asInt(),
                throttling.path("periods").asLong(),
                throttling.path("throttled_periods").asLong(),
                throttling.path("throttled_time").asLong(),
                memory.path("usage").asLong(),
                memory.path("max_usage").asLong(),
                memory.path("failcnt").asLong(),
                memory.path("limit").asLong(),
                byName(memory.path("stats")),
                stats.path("pids_stats").path("current").asLong(),
                stats.path("pids_stats").path("limit").asLong(),
                block(stats.path("blkio_stats")),
                interfaces(stats.path("networks")));
    }

    private static List<Long> numbers(JsonNode array) {
        List<Long> out = new ArrayList<>();
        array.forEach(number -> out.add(number.asLong()));
        return out;
    }

    private static Map<String, Long> byName(JsonNode object) {
        Map<String, Long> out = new HashMap<>();
        object.properties()
                .forEach(entry -> out.put(entry.getKey(), entry.getValue().asLong()));
        return out;
    }

    private static Map<String, List<BlockEntry>> block(JsonNode lists) {
        Map<String, List<BlockEntry>> out = new HashMap<>();
        lists.properties().forEach(list -> {
            List<BlockEntry> entries = new ArrayList<>();
            list.getValue()
                    .forEach(entry -> entries.add(new BlockEntry(
                            entry.path("major").asLong(),
                            entry.path("minor").asLong(),
                            entry.path("op").asText(""),
                            entry.path("value").asLong())));
            out.put(list.getKey(), entries);
        });
        return out;
    }

    private static Map<String, Interface> interfaces(JsonNode networks) {
        Map<String, Interface> out = new HashMap<>();
        networks.properties().forEach(network -> {
            JsonNode counters = network.getValue();
            out.put(
                    network.getKey(),
                    new Interface(
                            counters.path("rx_bytes").asLong(),
                            counters.path("rx_packets").asLong(),
                            counters.path("rx_errors").asLong(),
                            counters.path("rx_dropped").asLong(),
                            counters.path("tx_bytes").asLong(),
                            counters.path("tx_packets").asLong(),
                            counters.path("tx_errors").asLong(),
                            counters.path("tx_dropped").asLong()));
        });
        return out;
    }
}
