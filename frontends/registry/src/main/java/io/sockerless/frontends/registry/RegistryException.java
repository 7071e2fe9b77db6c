package io.sockerless.frontends.registry;

import java.util.Objects;

/** A request that is refused, in the spec's words for it. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;

    RegistryException(ErrorCode code, String message) {
        this(code, message, "");
    }

    /** @param detail what the complaint is about: a digest, a name; may be empty */
    RegistryException(ErrorCode code, String message, String detail) {
        super(Objects.requireNonNull(message));
        this.code = code;
        this.detail = detail;
    }

    /** The spec's code for it, as {@code MANIFEST_INVALID}. */
    public String word() {
        return code.wire();
    }

    ErrorCode code() {
        return code;
    }

    /** What the complaint is about: a digest, a tag, a name; may be empty. */
    public String detail() {
        return detail;
    }
}
