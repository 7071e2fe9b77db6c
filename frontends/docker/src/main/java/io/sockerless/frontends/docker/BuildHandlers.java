package io.sockerless.frontends.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.engine.build.BuildRequest;
import io.sockerless.engine.build.Builder;
import io.sockerless.engine.build.Caches;
import io.sockerless.engine.build.Cancellation;
import io.sockerless.engine.build.Offers;
import io.sockerless.engine.build.TarTree;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code docker build} by the API that every client has, and what it keeps. */
final class BuildHandlers {
    private final Builder builder;

    BuildHandlers(Builder builder) {
        this.builder = builder;
    }

    void build(Call call) throws IOException, InterruptedException {
        refuse(call);
        Cancellation cancellation = new Cancellation();
        BuildRequest request = request(call, cancellation);
        BuildStream stream = new BuildStream(call, call.flag("q"));
        try (TarTree context = context(call, cancellation)) {
            call.exchange().onLeave(cancellation::cancel);
            stream.run(log -> {
                String id = builder.build(request, context, log);
                log.built(id, request.tags());
            });
        }
    }

    private TarTree context(Call call, Cancellation cancellation) throws IOException, InterruptedException {
        String remote = call.query("remote");
        if (remote.isEmpty()) {
            return builder.context(call.exchange().body());
        }
        call.exchange().onLeave(cancellation::cancel);
        return builder.remote(remote, dockerfile(call), true, cancellation);
    }

    private static void refuse(Call call) {
        if (call.flag("squash")) {
            throw EngineException.notImplemented("this builder does not squash: use a multi-stage build");
        }
        if (!call.query("outputs").isEmpty()) {
            throw EngineException.notImplemented(
                    "outputs other than an image need BuildKit, which this engine has not");
        }
        String isolation = call.query("isolation");
        if (!isolation.isEmpty() && !isolation.equals("default")) {
            throw EngineException.invalid("Unsupported isolation: \"" + isolation + "\"");
        }
    }

    private static String dockerfile(Call call) {
        String name = call.query("dockerfile");
        return name.isEmpty() ? "Dockerfile" : name;
    }

    private static BuildRequest request(Call call, Cancellation cancellation) {
        List<ImageReference> tags = call.exchange().query().all("t").stream()
                .filter(tag -> !tag.isBlank())
                .map(tag -> ImageReference.parse(tag).withDefaultTag())
                .distinct()
                .toList();
        if (tags.stream().anyMatch(tag -> tag.digest().isPresent())) {
            throw EngineException.invalid("build tag cannot contain a digest");
        }
        Map<String, Optional<String>> arguments = new LinkedHashMap<>();
        object(call, "buildargs").forEach((name, value) -> arguments.put(name, text(value)));
        Map<String, String> labels = new LinkedHashMap<>();
        object(call, "labels")
                .forEach((name, value) -> labels.put(name, text(value).orElse("")));
        Map<String, io.sockerless.engine.core.Images.Credentials> known = RegistryConfig.header(call);
        return new BuildRequest(
                dockerfile(call),
                tags,
                call.query("target"),
                arguments,
                labels,
                call.version().before(32) ? "" : call.query("platform"),
                call.flag("nocache"),
                call.flag("pull"),
                strings(call, "cachefrom"),
                call.flag("rm", true),
                call.flag("forcerm"),
                host(call),
                reference -> RegistryConfig.of(known, reference),
                Offers.NONE,
                cancellation);
    }

    private static Map<String, Object> host(Call call) {
        Map<String, Object> host = new LinkedHashMap<>();
        put(host, "NetworkMode", call.query("networkmode"));
        put(host, "CgroupParent", call.query("cgroupparent"));
        put(host, "CpusetCpus", call.query("cpusetcpus"));
        put(host, "CpusetMems", call.query("cpusetmems"));
        for (String[] limit : new String[][] {
            {"ShmSize", "shmsize"},
            {"Memory", "memory"},
            {"MemorySwap", "memswap"},
            {"CpuShares", "cpushares"},
            {"CpuPeriod", "cpuperiod"},
            {"CpuQuota", "cpuquota"}
        }) {
            long value = number(call, limit[1]);
            if (value != 0) {
                host.put(limit[0], value);
            }
        }
        List<String> hosts = new ArrayList<>();
        call.exchange().query().all("extrahosts").forEach(list -> hosts.addAll(List.of(list.split(","))));
        hosts.removeIf(String::isBlank);
        if (!hosts.isEmpty()) {
            host.put("ExtraHosts", hosts);
        }
        List<String> security = call.exchange().query().all("securityopt");
        if (!security.isEmpty()) {
            host.put("SecurityOpt", security);
        }
        JsonNode limits = json(call, "ulimits");
        if (limits.isArray() && !limits.isEmpty()) {
            host.put("Ulimits", Json.MAPPER.convertValue(limits, List.class));
        }
        return host;
    }

    private static void put(Map<String, Object> host, String field, String value) {
        if (!value.isEmpty()) {
            host.put(field, value);
        }
    }

    private static long number(Call call, String key) {
        String value = call.query(key);
        try {
            return value.isEmpty() ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
        }
    }

    private static JsonNode json(Call call, String key) {
        String text = call.query(key);
        try {
            return text.isEmpty() ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("error reading " + key + ": " + e.getOriginalMessage());
        }
    }

    private static Map<String, JsonNode> object(Call call, String key) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        json(call, key).properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    private static Optional<String> text(JsonNode value) {
        return value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    private static List<String> strings(Call call, String key) {
        List<String> values = new ArrayList<>();
        json(call, key).forEach(value -> values.add(value.asText()));
        return values;
    }

    void prune(Call call) throws IOException {
        Caches.Pruned pruned = builder.caches().prune(call.filters(), number(call, "keep-storage"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("CachesDeleted", pruned.ids().isEmpty() ? null : pruned.ids());
        json.put("SpaceReclaimed", pruned.bytes());
        call.json(200, json);
    }

    /** For the usage report. */
    static List<Map<String, Object>> usage(Builder builder) throws IOException {
        List<Map<String, Object>> usage = new ArrayList<>();
        for (Caches.Cache cache : builder.caches().list()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("ID", cache.id());
            json.put("Type", Caches.TYPE);
            json.put("Description", Caches.DESCRIPTION);
            json.put("InUse", cache.inUse());
            json.put("Shared", false);
            json.put("Size", cache.size());
            json.put("CreatedAt", cache.used().toString());
            json.put("LastUsedAt", cache.used().toString());
            json.put("UsageCount", 1);
            usage.add(json);
        }
        return usage;
    }
}
