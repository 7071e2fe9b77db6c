package io.sockerless.drivers.agent;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that the agent tells unasked.
 *
 * @param name its {@code event} field
 * @param stream the stream it concerns, or 0
 * @param body the whole object
 */
public record AgentEvent(String name, int stream, JsonNode body) {}
