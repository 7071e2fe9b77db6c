package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.HasStats.BlockEntry;
import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.drivers.spi.HasStats.Stats;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Containers.StatsSample;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Use of resources, once a second. */
final class StatsHandlers {
    private static final List<String> BLOCK_LISTS = List.of(
            "io_service_bytes_recursive",
            "io_serviced_recursive",
            "io_queue_recursive",
            "io_service_time_recursive",
            "io_wait_time_recursive",
            "io_merged_recursive",
            "io_time_recursive",
            "sectors_recursive");

    private final Containers containers;

    StatsHandlers(Containers containers) {
        this.containers = containers;
    }

    void stats(Call call) throws IOException, InterruptedException {
        Container container = containers.get(call.name());
        boolean stream = call.flag("stream", true);
        StatsSample first = containers.sample(container.id(), Optional.empty());
        if (!stream
                && (!call.version().before(41) && call.flag("one-shot")
                        || first.current().isEmpty())) {
            call.json(200, view(first));
            return;
        }
        call.exchange().header("Content-Type", "application/json");
        OutputStream out = call.exchange().stream(200);
        call.exchange().interruptOnLeave();
        if (stream) {
            out.write(Json.line(view(first)));
        }
        StatsSample last = first;
        do {
            TimeUnit.SECONDS.sleep(1);
            last = containers.sample(container.id(), last.current());
            out.write(Json.line(view(last)));
        } while (stream);
        out.close();
    }

    private static Map<String, Object> view(StatsSample sample) {
        Map<String, Object> json = new LinkedHashMap<>();
        Optional<Stats> now = sample.current();
        json.put("read", now.map(Stats::read).orElse(ContainerState.NEVER).toString());
        json.put(
                "preread",
                sample.previous().map(Stats::read).orElse(ContainerState.NEVER).toString());
        json.put("pids_stats", now.map(StatsHandlers::pids).orElse(Map.of()));
        json.put("blkio_stats", blocks(now));
        json.put("num_procs", 0);
        json.put("storage_stats", Map.of());
        json.put("cpu_stats", cpu(now));
        json.put("precpu_stats", cpu(sample.previous()));
        json.put("memory_stats", now.map(StatsHandlers::memory).orElse(Map.of()));
        json.put("name", "/" + sample.container().name());
        json.put("id", sample.container().id());
        now.filter(stats -> !stats.networks().isEmpty())
                .ifPresent(stats -> json.put("networks", networks(stats.networks())));
        return json;
    }

    private static Map<String, Object> pids(Stats stats) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("current", stats.pids());
        if (stats.pidsLimit() > 0) {
            json.put("limit", stats.pidsLimit());
        }
        return json;
    }

    private static Map<String, Object> blocks(Optional<Stats> stats) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : BLOCK_LISTS) {
            json.put(
                    name,
                    stats.map(s -> s.block().get(name)) // those that version 2 does not count are null, as dockerd's
                            .map(entries ->
                                    entries.stream().map(StatsHandlers::block).toList())
                            .orElse(null));
        }
        return json;
    }

    private static Map<String, Object> block(BlockEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("major", entry.major());
        json.put("minor", entry.minor());
        json.put("op", entry.op());
        json.put("value", entry.value());
        return json;
    }

    private static Map<String, Object> cpu(Optional<Stats> stats) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("total_usage", stats.map(Stats::cpuTotal).orElse(0L));
        stats.filter(s -> !s.cpuPerCpu().isEmpty()).ifPresent(s -> usage.put("percpu_usage", s.cpuPerCpu()));
        usage.put("usage_in_kernelmode", stats.map(Stats::cpuKernel).orElse(0L));
        usage.put("usage_in_usermode", stats.map(Stats::cpuUser).orElse(0L));
        Map<String, Object> throttling = new LinkedHashMap<>();
        throttling.put("periods", stats.map(Stats::throttlingPeriods).orElse(0L));
        throttling.put("throttled_periods", stats.map(Stats::throttledPeriods).orElse(0L));
        throttling.put("throttled_time", stats.map(Stats::throttledTime).orElse(0L));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu_usage", usage);
        stats.ifPresent(s -> {
            json.put("system_cpu_usage", s.cpuSystem());
            json.put("online_cpus", s.onlineCpus());
        });
        json.put("throttling_data", throttling);
        return json;
    }

    private static Map<String, Object> memory(Stats stats) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("usage", stats.memoryUsage());
        if (stats.memoryMax() > 0) {
            json.put("max_usage", stats.memoryMax());
        }
        json.put("stats", stats.memory());
        if (stats.memoryFailures() > 0) {
            json.put("failcnt", stats.memoryFailures());
        }
        json.put("limit", stats.memoryLimit());
        return json;
    }

    private static Map<String, Object> networks(Map<String, Interface> interfaces) {
        Map<String, Object> json = new LinkedHashMap<>();
        interfaces.forEach((name, counters) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("rx_bytes", counters.rxBytes());
            entry.put("rx_packets", counters.rxPackets());
            entry.put("rx_errors", counters.rxErrors());
            entry.put("rx_dropped", counters.rxDropped());
            entry.put("tx_bytes", counters.txBytes());
            entry.put("tx_packets", counters.txPackets());
            entry.put("tx_errors", counters.txErrors());
            entry.put("tx_dropped", counters.txDropped());
            json.put(name, entry);
        });
        return json;
    }
}
