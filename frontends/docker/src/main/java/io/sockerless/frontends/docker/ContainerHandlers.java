package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.HasTop;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Names;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /containers}: lists, life cycle, state. */
final class ContainerHandlers {
    /** Some clients send an empty object, or a newline. */
    private static final int EMPTY_OBJECT = 7;

    private final Services services;
    private final Containers containers;

    ContainerHandlers(Services services) {
        this.services = services;
        this.containers = services.containers();
    }

    void list(Call call) throws IOException {
        int limit = call.query("limit").isEmpty() ? 0 : call.integer("limit", 0);
        boolean sizes = call.flag("size");
        Instant now = Instant.now();
        Map<String, List<String>> linkNames = containers.linkNames();
        List<Map<String, Object>> list = new ArrayList<>();
        for (Container container :
                containers.list(new Containers.ListQuery(call.flag("all"), Math.max(limit, 0), call.filters()))) {
            Optional<Containers.Sizes> size = sizes ? containers.sizes(container.id()) : Optional.empty();
            if (sizes && size.isEmpty()) {
                continue; // removed while the others were measured
            }
            list.add(ContainerSummaries.of(container, linkNames.getOrDefault(container.name(), List.of()), size, now));
        }
        call.json(200, list);
    }

    void create(Call call) throws IOException {
        String name = call.query("name");
        if (!name.isEmpty() && !Names.valid(name.startsWith("/") ? name.substring(1) : name)) {
            throw EngineException.invalid(
                    "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        Map<String, Object> config = new LinkedHashMap<>(call.body());
        if (config.isEmpty()) {
            throw EngineException.invalid("Config cannot be empty in order to create a container");
        }
        Object host = take(config, "HostConfig");
        Object networking = take(config, "NetworkingConfig");
        Containers.Created created = containers.create(new Containers.CreateRequest(
                name,
                call.version().before(41) ? "" : call.query("platform"),
                new ContainerConfig(config),
                new HostConfig(
                        host == null ? Map.of() : OldVersions.hostConfig(object(host, "HostConfig"), call.version())),
                OldVersions.endpoints(endpoints(object(networking, "NetworkingConfig")), call.version())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", created.id());
        json.put("Warnings", created.warnings());
        call.json(201, json);
    }

    /** Removes a field whatever the case of its name is. */
    private static Object take(Map<String, Object> fields, String name) {
        String key = fields.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
        return fields.remove(key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value, String name) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw EngineException.invalid("json: cannot unmarshal into Go struct field ." + name);
        }
        return (Map<String, Object>) map;
    }

    private static Map<String, EndpointConfig> endpoints(Map<String, Object> networking) {
        Map<String, EndpointConfig> endpoints = new LinkedHashMap<>();
        object(networking.get("EndpointsConfig"), "EndpointsConfig")
                .forEach((network, settings) ->
                        endpoints.put(network, new EndpointConfig(object(settings, "EndpointsConfig"))));
        return endpoints;
    }

    void inspect(Call call) throws IOException {
        Container container = containers.get(call.name());
        call.json(
                200,
                ContainerViews.inspect(
                        container,
                        containers.paths(container.id()),
                        containers.execIds(container.id()),
                        call.flag("size") ? containers.sizes(container.id()) : Optional.empty(),
                        SystemViews.storage(services.system()),
                        call.version()));
    }

    /** A body is a host config of times before 1.24, and refused rather than ignored. */
    void start(Call call) throws IOException {
        if (call.exchange().body().readNBytes(EMPTY_OBJECT + 1).length > EMPTY_OBJECT) {
            throw EngineException.invalid("starting container with non-empty request body was deprecated since API"
                    + " v1.22 and removed in v1.24");
        }
        containers.start(call.name(), new Containers.ConsoleSize(0, 0));
        call.done();
    }

    void stop(Call call) throws IOException {
        containers.stop(call.name(), call.query("signal"), timeout(call));
        call.done();
    }

    void restart(Call call) throws IOException {
        containers.restart(call.name(), call.query("signal"), timeout(call));
        call.done();
    }

    private static Optional<Long> timeout(Call call) {
        return call.query("t").isEmpty() ? Optional.empty() : Optional.of((long) call.integer("t", 0));
    }

    void kill(Call call) throws IOException {
        containers.kill(call.name(), call.query("signal"));
        call.done();
    }

    void pause(Call call) throws IOException {
        containers.pause(call.name());
        call.done();
    }

    void unpause(Call call) throws IOException {
        containers.unpause(call.name());
        call.done();
    }

    void rename(Call call) throws IOException {
        containers.rename(call.name(), call.query("name"));
        call.done();
    }

    void update(Call call) throws IOException {
        List<String> warnings = containers.update(
                call.name(), OldVersions.update(HostConfig.UPDATE_SCHEMA.decode(call.body()), call.version()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Warnings", warnings.isEmpty() ? null : warnings);
        call.json(200, json);
    }

    void resize(Call call) throws IOException {
        containers.resize(call.name(), call.integer("h", -1), call.integer("w", -1));
        call.exchange().send(200);
    }

    /** The head goes out as soon as the wait is registered, so that a client knows that it misses nothing. */
    void await(Call call) throws IOException, InterruptedException {
        // Before 1.30 there were no conditions, and the whole answer came at the end.
        boolean plain = call.version().before(30);
        Containers.WaitCondition condition = switch (plain ? "" : call.query("condition")) {
            case "", "not-running" -> Containers.WaitCondition.NOT_RUNNING;
            case "next-exit" -> Containers.WaitCondition.NEXT_EXIT;
            case "removed" -> Containers.WaitCondition.REMOVED;
            default -> throw EngineException.invalid("invalid condition: \"" + call.query("condition") + "\"");
        };
        Containers.Waiting waiting = containers.wait(call.name(), condition);
        call.exchange().header("Content-Type", "application/json");
        OutputStream early = plain ? OutputStream.nullOutputStream() : call.exchange().stream(200);
        call.exchange().interruptOnLeave();
        Containers.WaitResult result = waiting.await();
        OutputStream out = plain ? call.exchange().stream(200) : early;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("StatusCode", result.statusCode());
        if (!result.error().isEmpty()) {
            json.put("Error", Map.of("Message", result.error()));
        } else if (call.version().before(42)) {
            json.put("Error", null);
        }
        out.write(Json.line(json));
        out.close();
    }

    void remove(Call call) throws IOException {
        containers.remove(call.name(), call.flag("force"), call.flag("v"), call.flag("link"));
        call.done();
    }

    void prune(Call call) throws IOException {
        Containers.Pruned pruned = containers.prune(call.filters());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ContainersDeleted", pruned.deleted().isEmpty() ? null : pruned.deleted());
        json.put("SpaceReclaimed", pruned.spaceReclaimed());
        call.json(200, json);
    }

    void top(Call call) throws IOException {
        HasTop.Processes processes = containers.top(call.name(), call.query("ps_args"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Titles", processes.titles());
        json.put("Processes", processes.rows());
        call.json(200, json);
    }
}
