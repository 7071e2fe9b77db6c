package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;

/** A version of the Docker API. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion NEWEST = new ApiVersion(1, 51);
    public static final ApiVersion OLDEST = new ApiVersion(1, 24);

    /** The release of Docker Engine that brought {@link #NEWEST}. */
    static final String RELEASE = "28.3.0";

    /**
     * Reads {@code 1.41}.
     *
     * @throws EngineException INVALID, in dockerd's words, when it is not between {@link #OLDEST} and {@link #NEWEST}
     */
    static ApiVersion negotiate(String text) {
        int dot = text.indexOf('.');
        ApiVersion wanted =
                new ApiVersion(Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
        if (wanted.compareTo(NEWEST) > 0) {
            throw EngineException.invalid(
                    "client version " + text + " is too new. Maximum supported API version is " + NEWEST);
        }
        if (wanted.compareTo(OLDEST) < 0) {
            throw EngineException.invalid("client version " + text + " is too old. Minimum supported API version is "
                    + OLDEST + ", please upgrade your client to a newer version");
        }
        return wanted;
    }

    public boolean before(int otherMinor) {
        return minor < otherMinor;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
