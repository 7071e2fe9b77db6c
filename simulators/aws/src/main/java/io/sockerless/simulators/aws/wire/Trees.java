package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Trees as JSON and as CBOR (RFC 8949). A time in them, which is an {@link Instant}, is seconds since 1970 in both. */
final class Trees {
    private static final int EPOCH = 1;
    private static final int MOST_TOKENS = 250_000;

    private static final ObjectMapper JSON = Json.MAPPER.copy().registerModule(times());
    private static final ObjectMapper CBOR = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .addModule(times())
            .build();

    private Trees() {}

    private static SimpleModule times() {
        return new SimpleModule().addSerializer(Instant.class, new Times());
    }

    private static final class Times extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        private Times() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (out instanceof CBORGenerator cbor) {
                cbor.writeTag(EPOCH);
            }
            if (time.getNano() == 0) {
                out.writeNumber(time.getEpochSecond());
            } else {
                out.writeNumber(time.toEpochMilli() / 1000.0);
            }
        }
    }

    static byte[] json(ObjectNode tree) {
        return written(JSON, tree);
    }

    static byte[] cbor(ObjectNode tree) {
        return written(CBOR, tree);
    }

    private static byte[] written(ObjectMapper mapper, ObjectNode tree) {
        try {
            return mapper.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that we made cannot be written", e);
        }
    }

    /** Empty when it is no structure. */
    static Optional<ObjectNode> ofJson(byte[] body) {
        return read(Json.MAPPER, body);
    }

    /** Empty when it is no structure. */
    static Optional<ObjectNode> ofCbor(byte[] body) {
        return read(CBOR, body);
    }

    private static Optional<ObjectNode> read(ObjectMapper mapper, byte[] body) {
        try {
            return mapper.readTree(body) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }
}
