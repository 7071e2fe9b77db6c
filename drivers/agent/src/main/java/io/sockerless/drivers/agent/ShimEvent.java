package io.sockerless.drivers.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What a subscribed shim tells unasked. */
public sealed interface ShimEvent {
    /** The container's process has begun. */
    record Started(Instant startedAt) implements ShimEvent {}

    /** The container has ended; output and exit record are on disk. */
    record Exited(ShimExit exit) implements ShimEvent {}

    /** An exec has ended and its attached readers have got everything. */
    record ExecExited(String execId, int code) implements ShimEvent {}

    /**
     * The log has grown.
     *
     * @param size of the current file in bytes
     * @param rotations how often this shim has started a new file
     */
    record LogGrew(long size, int rotations) implements ShimEvent {}

    /** Something a newer agent tells. */
    record Unknown(String name) implements ShimEvent {}

    static ShimEvent of(AgentEvent event) {
        JsonNode body = event.body();
        return switch (event.name()) {
            case "started" -> new Started(Instant.parse(body.path("startedAt").asText()));
            case "exited" -> new Exited(AgentJson.MAPPER.convertValue(body, ShimExit.class));
            case "exec-exit" ->
                new ExecExited(body.path("execId").asText(), body.path("code").asInt());
            case "log" ->
                new LogGrew(body.path("size").asLong(), body.path("rotations").asInt());
            default -> new Unknown(event.name());
        };
    }
}
