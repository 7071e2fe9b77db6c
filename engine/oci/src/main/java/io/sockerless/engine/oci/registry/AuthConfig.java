package io.sockerless.engine.oci.registry;

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

    /** Tells the user, never a secret. */
    @Override
    public String toString() {
        return "AuthConfig[" + username + "@" + serverAddress + "]";
    }
}
