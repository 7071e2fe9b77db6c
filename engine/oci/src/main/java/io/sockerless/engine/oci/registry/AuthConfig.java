package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.oci.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * A client's credentials for a registry, as it sends them in {@code X-Registry-Auth}. All fields may be empty.
 *
 * @param identityToken a refresh token that takes the place of the password
 * @param registryToken a bearer token that is sent to the registry as it is
 */
public record AuthConfig(
        String username, String password, String identityToken, String registryToken, String serverAddress) {
    private static final AuthConfig NONE = new AuthConfig("", "", "", "", "");

    /** No credentials. */
    public static AuthConfig none() {
        return NONE;
    }

    public static AuthConfig basic(String username, String password) {
        return new AuthConfig(username, password, "", "", "");
    }

    /**
     * Reads the header: URL-safe or plain base64 of a JSON object. An empty header means no credentials.
     *
     * @throws EngineException INVALID if it is neither
     */
    public static AuthConfig decode(String header) {
        if (header.isBlank()) {
            return NONE;
        }
        byte[] json;
        try {
            json = Base64.getUrlDecoder()
                    .decode(header.strip().replace('+', '-').replace('/', '_').replaceAll("=+$", ""));
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid X-Registry-Auth header: " + e.getMessage(), e);
        }
        return json.length == 0 ? NONE : of(OciJson.object(json, "invalid X-Registry-Auth header: the document"));
    }

    /** Reads an auth config's JSON object. */
    public static AuthConfig of(Map<String, Object> json) {
        String username = OciJson.string(json, "username");
        String password = OciJson.string(json, "password");
        String auth = OciJson.string(json, "auth");
        if (username.isEmpty() && !auth.isEmpty()) {
            String[] pair = decodePair(auth);
            username = pair[0];
            password = pair[1];
        }
        return new AuthConfig(
                username,
                password,
                OciJson.string(json, "identitytoken"),
                OciJson.string(json, "registrytoken"),
                OciJson.string(json, "serveraddress"));
    }

    private static String[] decodePair(String auth) {
        try {
            String[] pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8).split(":", 2);
            if (pair.length == 2) {
                return pair;
            }
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid auth configuration: " + e.getMessage(), e);
        }
        throw EngineException.invalid("invalid auth configuration: no colon between user name and password");
    }

    /** Tells the user, never a secret. */
    @Override
    public String toString() {
        return "AuthConfig[" + username + "@" + serverAddress + "]";
    }
}
