package io.sockerless.frontends.docker;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Fields;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What a client knows for a registry. */
final class Credentials {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Credentials() {}

    static Images.Credentials of(Map<String, Object> auth) {
        String username = Fields.string(auth, "username");
        String password = Fields.string(auth, "password");
        String both = Fields.string(auth, "auth");
        if (username.isEmpty() && !both.isEmpty()) {
            String decoded = new String(decoded(both), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            username = colon < 0 ? decoded : decoded.substring(0, colon);
            password = colon < 0 ? "" : decoded.substring(colon + 1);
        }
        return new Images.Credentials(
                username,
                password,
                Fields.string(auth, "identitytoken"),
                Fields.string(auth, "registrytoken"),
                Fields.string(auth, "serveraddress"));
    }

    private static byte[] decoded(String auth) {
        try {
            return Base64.getDecoder().decode(auth);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid auth: " + e.getMessage());
        }
    }

    /** From the header X-Registry-Auth: base64url of JSON; absent or empty means none. */
    static Images.Credentials header(Call call) {
        String header = call.exchange().requestHeader("X-Registry-Auth");
        if (header.isEmpty()) {
            return Images.Credentials.NONE;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(header.replace('+', '-').replace('/', '_'));
            return of(Bodies.AUTH.decode(Json.MAPPER.readValue(json, OBJECT)));
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("invalid X-Registry-Auth header: " + e.getMessage());
        } catch (IOException _) {
            // the parser's words would show parts of a password
            throw EngineException.invalid("invalid X-Registry-Auth header: not a JSON object");
        }
    }
}
