package io.sockerless.frontends.docker;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** X-Registry-Config: what a client knows for several registries, by their names. */
final class RegistryConfig {
    private static final String HUB = "https://index.docker.io/v1/";
    private static final TypeReference<Map<String, Map<String, Object>>> OBJECTS = new TypeReference<>() {};

    private RegistryConfig() {}

    /** base64url of JSON; absent or empty means none. */
    static Map<String, Images.Credentials> header(Call call) {
        String header = call.exchange().requestHeader("X-Registry-Config");
        Map<String, Images.Credentials> known = new LinkedHashMap<>();
        if (header.isEmpty()) {
            return known;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(header.replace('+', '-').replace('/', '_'));
            Json.MAPPER
                    .readValue(json, OBJECTS)
                    .forEach((name, auth) -> known.put(name, Credentials.of(Bodies.AUTH.decode(auth))));
            return known;
        } catch (IllegalArgumentException | IOException _) {
            // the parser's words would show parts of a password
            throw EngineException.invalid("invalid X-Registry-Config header: not a JSON object of objects");
        }
    }

    static Images.Credentials of(Map<String, Images.Credentials> known, ImageReference reference) {
        boolean hub = reference.domain().equals(ImageReference.DEFAULT_DOMAIN);
        Images.Credentials exact = known.get(hub ? HUB : reference.domain());
        if (exact != null) {
            return exact;
        }
        return known.entrySet().stream()
                .filter(entry -> host(entry.getKey()).equals(reference.domain()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Images.Credentials.NONE);
    }

    private static String host(String name) {
        return name.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    }
}
