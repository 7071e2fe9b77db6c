package io.sockerless.frontends.buildkit.solve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From where a build may take what others have built. */
final class CacheImports {
    private CacheImports() {}

    /** @throws EngineException NOT_IMPLEMENTED for what is no registry */
    static List<String> registries(String json) {
        try {
            List<String> references = new ArrayList<>();
            for (JsonNode entry : Json.MAPPER.readTree(json)) {
                String type = entry.path("Type").asText(entry.path("type").asText());
                JsonNode attributes = entry.has("Attrs") ? entry.get("Attrs") : entry.path("attrs");
                if (!type.equals("registry")) {
                    throw EngineException.notImplemented("cache import of type " + type + " is not supported");
                }
                references.add(attributes.path("ref").asText());
            }
            return references;
        } catch (IOException e) {
            throw EngineException.invalid("failed to unmarshal cache-imports: " + e.getMessage());
        }
    }
}
