package io.sockerless.drivers.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How what is ours is told from what others have at the same engine: by a label with an id of this driver's state, and by
 * names that say to which container, network or volume of ours it belongs, so that nothing has to be remembered here.
 *
 * @param instance the label's value
 */
record Ours(String instance) {
    static final String ENGINE = "io.sockerless.engine";
    static final String CONTAINER = "io.sockerless.container";
    static final String NETWORK = "io.sockerless.network";
    static final String VOLUME = "io.sockerless.volume";

    /** The id is made once and written before anything is labelled with it. */
    static Ours of(Path state) {
        Path file = state.resolve("instance");
        try {
            Files.createDirectories(state);
            try {
                return new Ours(Files.readString(file).strip());
            } catch (NoSuchFileException _) {
                Path temporary = state.resolve("instance.tmp");
                Files.writeString(temporary, UUID.randomUUID() + "\n");
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                return new Ours(Files.readString(file).strip());
            }
        } catch (IOException e) {
            throw EngineException.internal("the state of driver docker: " + e.getMessage(), e);
        }
    }

    /** The name there of a container with that id here. */
    static String container(String id) {
        return "sockerless-" + id;
    }

    /** The name there of a network with that id here. */
    static String network(String id) {
        return "sockerless-" + id.substring(0, Math.min(12, id.length()));
    }

    /** The name there of a volume with that name here. */
    String volume(String name) {
        return "sockerless-" + instance.substring(0, 8) + "-" + name;
    }

    Map<String, String> label(String kind, String value) {
        return Map.of(ENGINE, instance, kind, value);
    }

    /** Asks for what carries the label. */
    Call filter(Call list) {
        return list.query("filters", new String(Remote.json(Map.of("label", List.of(ENGINE + "=" + instance)))));
    }

    /** The label's value in an answer. */
    static String labelled(JsonNode thing, String kind) {
        return thing.path("Labels").path(kind).asText("");
    }
}
