package io.sockerless.drivers.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** The agent's JSON, for the modes that speak to it before there are frames. */
public final class AgentJsons {
    private AgentJsons() {}

    public static String text(Object value) {
        try {
            return AgentJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** @throws IOException it is no such JSON */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        return AgentJson.MAPPER.readValue(json, type);
    }
}
