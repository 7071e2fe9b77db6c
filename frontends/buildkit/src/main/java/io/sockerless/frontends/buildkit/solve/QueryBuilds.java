package io.sockerless.frontends.buildkit.solve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.control.CacheOptions;
import io.sockerless.frontends.buildkit.wire.control.CacheOptionsEntry;
import io.sockerless.frontends.buildkit.wire.control.Exporter;
import io.sockerless.frontends.buildkit.wire.control.SolveRequest;
import io.sockerless.frontends.buildkit.wire.control.SolveResponse;
import io.sockerless.frontends.buildkit.wire.control.StatusResponse;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Builds of {@code POST /build?version=2}: clients of the time before buildx say there what they want, and get their
 * progress within Docker's stream of JSON lines.
 */
public final class QueryBuilds {
    private final Solver solver;

    QueryBuilds(Solver solver) {
        this.solver = solver;
    }

    /** Answers when the head of the build's stream is known, and then line by line. */
    public void run(Exchange exchange) throws IOException, InterruptedException {
        SolveRequest request = request(exchange.query());
        exchange.header("Content-Type", "application/json");
        OutputStream out = exchange.stream(200);
        CompletableFuture<SolveResponse> solved = new CompletableFuture<>();
        Thread solving = Thread.ofVirtual().name("buildkit").start(() -> {
            try {
                solved.complete(solver.solve(request));
            } catch (InterruptedException | RuntimeException e) {
                solved.completeExceptionally(e);
            }
        });
        exchange.onLeave(solving::interrupt);
        try (Progress.Reader progress = solver.progress(request.getRef()).read()) {
            for (Optional<StatusResponse> news = progress.next(); news.isPresent(); news = progress.next()) {
                aux(out, "moby.buildkit.trace", news.get().toByteArray());
            }
            end(request, solved.get(), flag(exchange.query(), "q"), out);
        } catch (ExecutionException e) {
            fail(out, message(e.getCause()));
        } finally {
            solving.interrupt();
        }
        out.close();
    }

    private static void end(SolveRequest request, SolveResponse response, boolean quiet, OutputStream out)
            throws IOException {
        boolean image = request.getExportersList().stream()
                .anyMatch(exporter -> List.of("moby", "image").contains(exporter.getType()));
        if (image) {
            String id = response.getExporterResponseOrDefault("containerimage.config.digest", "");
            aux(out, "moby.image.id", Map.of("ID", id));
            if (quiet) {
                out.write(Json.line(Map.of("stream", id + "\n")));
            }
        }
    }

    private static void aux(OutputStream out, String id, Object value) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", id);
        line.put("aux", value);
        out.write(Json.line(line));
    }

    private static void fail(OutputStream out, String message) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("errorDetail", Map.of("message", message));
        line.put("error", message);
        out.write(Json.line(line));
    }

    private static String message(Throwable failure) {
        if (failure instanceof StatusRuntimeException e && e.getStatus().getDescription() != null) {
            return e.getStatus().getDescription();
        }
        return failure instanceof InterruptedException ? "context canceled" : String.valueOf(failure.getMessage());
    }

    private static SolveRequest request(Query query) {
        SolveRequest.Builder request = SolveRequest.newBuilder()
                .setRef(UUID.randomUUID().toString())
                .setSession(query.get("session"))
                .setFrontend("dockerfile.v0")
                .putAllFrontendAttrs(attributes(query));
        exporter(query).ifPresent(request::addExporters);
        if (query.get("networkmode").equals("host")) {
            request.addEntitlements("network.host");
        }
        if (object(query, "buildargs").getOrDefault("BUILDKIT_INLINE_CACHE", "").equals("1")) {
            request.setCache(CacheOptions.newBuilder()
                    .addExports(CacheOptionsEntry.newBuilder().setType("inline")));
        }
        return request.build();
    }

    private static Map<String, String> attributes(Query query) {
        Map<String, String> attributes = new LinkedHashMap<>();
        put(attributes, "target", query.get("target"));
        put(attributes, "filename", query.get("dockerfile").equals(".") ? "" : query.get("dockerfile"));
        String remote = query.get("remote");
        if (!remote.equals("client-session")) {
            attributes.put("context", remote.isEmpty() ? "the request's body" : remote);
        }
        put(attributes, "cache-from", String.join(",", array(query, "cachefrom")));
        object(query, "buildargs").forEach((name, value) -> attributes.put("build-arg:" + name, value));
        object(query, "labels").forEach((name, value) -> attributes.put("label:" + name, value));
        if (flag(query, "nocache")) {
            attributes.put("no-cache", "");
        }
        attributes.put("image-resolve-mode", flag(query, "pull") ? "pull" : "default");
        put(attributes, "platform", query.get("platform"));
        switch (query.get("networkmode")) {
            case "host", "none" -> attributes.put("force-network-mode", query.get("networkmode"));
            case "", "default" -> {}
            default ->
                throw EngineException.invalid(
                        "network mode \"" + query.get("networkmode") + "\" not supported by buildkit");
        }
        put(attributes, "add-hosts", hosts(query));
        put(attributes, "shm-size", query.get("shmsize").equals("0") ? "" : query.get("shmsize"));
        put(attributes, "cgroup-parent", query.get("cgroupparent"));
        put(attributes, "ulimit", ulimits(query));
        return attributes;
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.put(name, value);
        }
    }

    /** {@code name:address} there, {@code name=address} here. */
    private static String hosts(Query query) {
        List<String> hosts = new ArrayList<>();
        for (String list : query.all("extrahosts")) {
            for (String host : list.split(",")) {
                if (!host.isBlank()) {
                    hosts.add(host.replaceFirst(":", "="));
                }
            }
        }
        return String.join(",", hosts);
    }

    private static String ulimits(Query query) {
        List<String> limits = new ArrayList<>();
        for (JsonNode limit : json(query, "ulimits")) {
            limits.add(limit.path("Name").asText() + "=" + limit.path("Soft").asLong() + ":"
                    + limit.path("Hard").asLong());
        }
        return String.join(",", limits);
    }

    private static Optional<Exporter> exporter(Query query) {
        Exporter.Builder exporter = Exporter.newBuilder().setType("moby");
        JsonNode outputs = json(query, "outputs");
        if (outputs.size() > 1) {
            throw EngineException.invalid("multiple outputs not supported");
        }
        if (outputs.size() == 1) {
            JsonNode output = outputs.get(0);
            if (output.path("Type").asText().equals("cacheonly")) {
                return Optional.empty();
            }
            exporter.setType(output.path("Type").asText());
            output.path("Attrs")
                    .properties()
                    .forEach(attribute -> exporter.putAttrs(
                            attribute.getKey(), attribute.getValue().asText()));
        }
        List<String> names =
                query.all("t").stream().filter(name -> !name.isBlank()).toList();
        boolean image = exporter.getType().equals("moby") || exporter.getType().equals("image");
        if (image && !names.isEmpty()) {
            exporter.putAttrs("name", String.join(",", names));
        }
        return Optional.of(exporter.build());
    }

    private static boolean flag(Query query, String name) {
        return !List.of("", "0", "false", "no", "none").contains(query.get(name));
    }

    private static JsonNode json(Query query, String name) {
        if (query.get(name).isEmpty()) {
            return Json.MAPPER.missingNode();
        }
        try {
            return Json.MAPPER.readTree(query.get(name));
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("invalid " + name + ": " + e.getOriginalMessage());
        }
    }

    private static List<String> array(Query query, String name) {
        List<String> values = new ArrayList<>();
        json(query, name).forEach(value -> values.add(value.asText()));
        return values;
    }

    /** Without those that are null: a client leaves them to the Dockerfile. */
    private static Map<String, String> object(Query query, String name) {
        Map<String, String> values = new LinkedHashMap<>();
        json(query, name).properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                values.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return values;
    }
}
