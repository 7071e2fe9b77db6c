package io.sockerless.engine.model;

/**
 * The closed set of ways in which a request can fail. Each API's error renderer maps a kind to its wire status in one
 * place; nothing else knows status codes.
 */
public enum ErrorKind {
    /** The named thing does not exist. */
    NOT_FOUND,
    /** The request collides with the present state, for example a name in use. */
    CONFLICT,
    /** The request itself is wrong: malformed, out of range, or contradictory. */
    INVALID,
    /** The thing already is as requested. */
    NOT_MODIFIED,
    /** The engine or the driver in use cannot do this; the message names the driver and the reason. */
    NOT_IMPLEMENTED,
    /** Understood and refused. */
    FORBIDDEN,
    /** Credentials are missing or wrong. */
    UNAUTHORIZED,
    /** A limit on the rate or the number of things is reached. */
    TOO_MANY,
    /** A dependency is not reachable now; trying again may help. */
    UNAVAILABLE,
    /** Our fault. */
    INTERNAL
}
