package io.sockerless.engine.oci.registry;

/**
 * What {@code docker login} is told.
 *
 * @param identityToken takes the place of the password from now on; empty if the registry gives none
 */
public record LoginResult(String status, String identityToken) {
    /** Tells no secret. */
    @Override
    public String toString() {
        return "LoginResult[" + status + "]";
    }
}
