package io.sockerless.engine.oci.registry;

import io.sockerless.engine.oci.registry.RegistryFailure.Cause;
import java.util.Locale;

/** The codes of errors (distribution spec, "Error Codes"), with the messages that go without saying. */
enum RegistryCode {
    UNKNOWN("unknown error", Cause.OTHER),
    UNSUPPORTED("The operation is unsupported.", Cause.UNSUPPORTED),
    UNAUTHORIZED("authentication required", Cause.UNAUTHORIZED),
    DENIED("requested access to the resource is denied", Cause.DENIED),
    UNAVAILABLE("service unavailable", Cause.TRANSIENT),
    TOOMANYREQUESTS("too many requests", Cause.TOO_MANY),
    DIGEST_INVALID("provided digest did not match uploaded content", Cause.INVALID),
    SIZE_INVALID("provided length did not match content length", Cause.INVALID),
    NAME_INVALID("invalid repository name", Cause.INVALID),
    TAG_INVALID("manifest tag did not match URI", Cause.INVALID),
    NAME_UNKNOWN("repository name not known to registry", Cause.NAME_UNKNOWN),
    MANIFEST_UNKNOWN("manifest unknown", Cause.MANIFEST_UNKNOWN),
    MANIFEST_INVALID("manifest invalid", Cause.INVALID),
    MANIFEST_UNVERIFIED("manifest failed signature verification", Cause.INVALID),
    MANIFEST_BLOB_UNKNOWN("blob unknown to registry", Cause.INVALID),
    BLOB_UNKNOWN("blob unknown to registry", Cause.NOT_FOUND),
    BLOB_UPLOAD_UNKNOWN("blob upload unknown to registry", Cause.NOT_FOUND),
    BLOB_UPLOAD_INVALID("blob upload invalid", Cause.NOT_FOUND);

    private final String usual;
    private final Cause kind;

    RegistryCode(String usual, Cause kind) {
        this.usual = usual;
        this.kind = kind;
    }

    /** What nobody knows is unknown. */
    static RegistryCode of(String name) {
        for (RegistryCode code : values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return UNKNOWN;
    }

    /** As a message begins. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * What happened. As in dockerd, an error that says nothing that its code does not say is told by its code alone, and
     * not explained any further.
     *
     * @param message empty for the usual one
     */
    RegistryFailure failure(String message, boolean detailed) {
        boolean bare = !detailed && (message.isEmpty() || message.equals(usual));
        return bare
                ? new RegistryFailure(kind, words(), true)
                : new RegistryFailure(kind, words() + ": " + (message.isEmpty() ? usual : message));
    }

    RegistryFailure failure(String message) {
        return failure(message, true);
    }
}
