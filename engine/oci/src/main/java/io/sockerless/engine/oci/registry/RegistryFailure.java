package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A registry said no, said nonsense, or said nothing. The message is dockerd's. */
final class RegistryFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is to be made of it. */
    enum Cause {
        UNAUTHORIZED,
        DENIED,
        NAME_UNKNOWN,
        MANIFEST_UNKNOWN,
        NOT_FOUND,
        TOO_MANY,
        INVALID,
        UNSUPPORTED,
        NO_CREDENTIALS,
        /** A refusal that trying again will not change. */
        OTHER,
        /** Trying again may help. */
        TRANSIENT
    }

    private final Cause kind;
    private final boolean bare;
    private final boolean wrapped;

    RegistryFailure(Cause kind, String message) {
        this(kind, message, false);
    }

    /** @param bare whether there is nothing to explain, as the registry did not */
    RegistryFailure(Cause kind, String message, boolean bare) {
        super(message);
        this.kind = kind;
        this.bare = bare;
        this.wrapped = false;
    }

    RegistryFailure(Cause kind, String message, Throwable cause) {
        this(kind, message, cause, false);
    }

    private RegistryFailure(Cause kind, String message, Throwable cause, boolean wrapped) {
        super(message, cause);
        this.kind = kind;
        this.bare = wrapped;
        this.wrapped = wrapped;
    }

    /** This, with the request that it happened to, as Go's HTTP client tells it. */
    RegistryFailure during(String method, URI uri) {
        String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
        return new RegistryFailure(kind, verb + " \"" + uri + "\": " + getMessage(), this, true);
    }

    Cause kind() {
        return kind;
    }

    /** Whether dockerd would say this and no more. */
    boolean isBare() {
        return bare;
    }

    boolean isTransient() {
        return kind == Cause.TRANSIENT;
    }

    /** What a response that is no success says (distribution spec, "Error Codes"). */
    static RegistryFailure of(int status, List<Challenge> challenges, byte[] body) {
        if (status >= 500) {
            return new RegistryFailure(Cause.TRANSIENT, "received unexpected HTTP status: " + StatusText.of(status));
        }
        List<RegistryFailure> all = new ArrayList<>();
        challenges.stream()
                .flatMap(challenge -> oauth(challenge).stream())
                .findFirst()
                .ifPresent(all::add);
        all.addAll(new ErrorBody(status, body).failures());
        return all.size() == 1 ? all.getFirst() : several(all);
    }

    private static RegistryFailure several(List<RegistryFailure> all) {
        StringBuilder text = new StringBuilder("errors:\n");
        all.forEach(failure -> text.append(failure.getMessage()).append('\n'));
        return new RegistryFailure(all.getFirst().kind, text.toString(), all.getFirst(), false);
    }

    /** What counts of several that came at once. */
    RegistryFailure first() {
        return !wrapped && getCause() instanceof RegistryFailure one ? one : this;
    }

    /** A bearer challenge may say why a token was refused (RFC 6750, section 3.1). */
    private static Optional<RegistryFailure> oauth(Challenge challenge) {
        String description = challenge.parameters().getOrDefault("error_description", "");
        return switch (challenge.isBearer() ? challenge.parameters().getOrDefault("error", "") : "") {
            case "invalid_token" -> Optional.of(RegistryCode.UNAUTHORIZED.failure(description));
            case "insufficient_scope" -> Optional.of(RegistryCode.DENIED.failure(description));
            default -> Optional.empty();
        };
    }

    /** As dockerd tells a client that asked for nothing more special than this registry. */
    EngineException toEngine() {
        ErrorKind error = wrapped
                ? ErrorKind.INTERNAL
                : switch (kind) {
                    case UNAUTHORIZED -> ErrorKind.UNAUTHORIZED;
                    case DENIED -> ErrorKind.FORBIDDEN;
                    case NAME_UNKNOWN, MANIFEST_UNKNOWN -> ErrorKind.NOT_FOUND;
                    case NOT_FOUND -> bare ? ErrorKind.INTERNAL : ErrorKind.NOT_FOUND;
                    case TOO_MANY -> ErrorKind.TOO_MANY;
                    case INVALID -> ErrorKind.INVALID;
                    case UNSUPPORTED, NO_CREDENTIALS, OTHER, TRANSIENT -> ErrorKind.INTERNAL;
                };
        return new EngineException(error, getMessage(), this);
    }

    /** As {@link #toEngine}, of what failed while credentials were tried: whether they are wrong is what matters. */
    EngineException toLogin() {
        return kind == Cause.UNAUTHORIZED
                ? new EngineException(ErrorKind.UNAUTHORIZED, getMessage(), this)
                : toEngine();
    }
}
