package io.sockerless.frontends.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;

/** The one JSON mapper; it is costly to make and safe to share. */
public final class Json {
    /** Most tokens in a document; each may cost a hundred bytes of memory, however short it is. */
    private static final int MOST_TOKENS = 250_000;

    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer();

    private Json() {}

    /** The value as UTF-8 with a newline at its end. */
    public static byte[] line(Object value) {
        return line(WRITER, value);
    }

    /** As {@link #line(Object)} with a writer that already knows the type, which is much faster for large values. */
    public static byte[] line(ObjectWriter writer, Object value) {
        try {
            byte[] json = writer.writeValueAsBytes(value);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that we made does not become JSON", e);
        }
    }
}
