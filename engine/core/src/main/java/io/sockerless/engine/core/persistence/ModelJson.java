package io.sockerless.engine.core.persistence;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Port;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * How the model becomes JSON in the store. The model knows no JSON library, so the mapping stands here: client objects as
 * they are, states with their {@code is}, instants in ISO 8601. Rows that a later version wrote with more fields can be read.
 */
public final class ModelJson {
    private ModelJson() {}

    public static ObjectMapper mapper() {
        SimpleModule module = new SimpleModule("model")
                .addSerializer(new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader())
                .addKeyDeserializer(Port.class, new PortKey());
        return JsonMapper.builder()
                .addModule(module)
                .addMixIn(ContainerConfig.class, Document.class)
                .addMixIn(HostConfig.class, Document.class)
                .addMixIn(EndpointConfig.class, Document.class)
                .addMixIn(ContainerState.class, State.class)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** A client's object is written as it is. */
    private abstract static class Document {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        @SuppressWarnings("unused")
        Document(Map<String, Object> fields) {}

        @JsonValue
        abstract Map<String, Object> fields();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ContainerState.Created.class, name = "created"),
        @JsonSubTypes.Type(value = ContainerState.Running.class, name = "running"),
        @JsonSubTypes.Type(value = ContainerState.Paused.class, name = "paused"),
        @JsonSubTypes.Type(value = ContainerState.Restarting.class, name = "restarting"),
        @JsonSubTypes.Type(value = ContainerState.Exited.class, name = "exited"),
        @JsonSubTypes.Type(value = ContainerState.Removing.class, name = "removing"),
        @JsonSubTypes.Type(value = ContainerState.Dead.class, name = "dead")
    })
    private interface State {}

    private static final class InstantWriter extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Instant.parse(in.getText());
        }
    }

    private static final class PortKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return Port.parse(key);
        }
    }
}
