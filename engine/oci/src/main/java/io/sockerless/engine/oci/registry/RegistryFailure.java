package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        NO_CREDENTIALS,
        /** A refusal that trying again will not change. */
        OTHER,
        /** Trying again may help. */
        TRANSIENT
    }

    private final Cause kind;

    RegistryFailure(Cause kind, String message) {
        super(message);
        this.kind = kind;
    }

    RegistryFailure(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** This, with the request that it happened to, as Go's HTTP client tells it. */
    RegistryFailure during(String method, URI uri) {
        String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
        return new RegistryFailure(kind, verb + " \"" + uri + "\": " + getMessage(), this);
    }

    Cause kind() {
        return kind;
    }

    boolean isTransient() {
        return kind == Cause.TRANSIENT;
    }

    /** What a response that is no success says (distribution spec, "Error Codes"). */
    static RegistryFailure of(int status, List<Challenge> challenges, byte[] body) {
        if (status >= 500) {
            return new RegistryFailure(Cause.TRANSIENT, "received unexpected HTTP status: " + StatusText.of(status));
        }
        for (Challenge challenge : challenges) {
            Optional<RegistryFailure> oauth = oauth(challenge);
            if (oauth.isPresent()) {
                return oauth.get();
            }
        }
        Map<String, Object> json;
        try {
            json = OciJson.object(body, "response");
        } catch (EngineException _) {
            return unreadable(status, body);
        }
        List<Map<String, Object>> errors = OciJson.objects(json, "errors");
        if (!errors.isEmpty()) {
            String code = OciJson.string(errors.getFirst(), "code");
            return coded(code, OciJson.string(errors.getFirst(), "message"));
        }
        String details = OciJson.string(json, "details");
        return switch (status) {
            case 401 -> coded("UNAUTHORIZED", details.isEmpty() ? "authentication required" : details);
            case 429 -> coded("TOOMANYREQUESTS", details.isEmpty() ? "too many requests" : details);
            default -> unreadable(status, body);
        };
    }

    /** A bearer challenge may say why a token was refused (RFC 6750, section 3.1). */
    private static Optional<RegistryFailure> oauth(Challenge challenge) {
        String description = challenge.parameters().getOrDefault("error_description", "");
        return switch (challenge.isBearer() ? challenge.parameters().getOrDefault("error", "") : "") {
            case "invalid_token" ->
                Optional.of(coded("UNAUTHORIZED", description.isEmpty() ? "authentication required" : description));
            case "insufficient_scope" ->
                Optional.of(coded(
                        "DENIED", description.isEmpty() ? "requested access to the resource is denied" : description));
            default -> Optional.empty();
        };
    }

    private static RegistryFailure unreadable(int status, byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 512), StandardCharsets.UTF_8).strip();
        return switch (status) {
            case 401 -> coded("UNAUTHORIZED", "authentication required");
            case 404 -> new RegistryFailure(Cause.NOT_FOUND, unexpected(status, text));
            case 429 -> coded("TOOMANYREQUESTS", text.isEmpty() ? "too many requests" : text);
            case 408 -> new RegistryFailure(Cause.TRANSIENT, unexpected(status, text));
            default -> new RegistryFailure(Cause.OTHER, unexpected(status, text));
        };
    }

    private static String unexpected(int status, String text) {
        return "received unexpected HTTP status: " + StatusText.of(status) + (text.isEmpty() ? "" : ": " + text);
    }

    static RegistryFailure coded(String code, String message) {
        Cause kind = switch (code) {
            case "UNAUTHORIZED" -> Cause.UNAUTHORIZED;
            case "DENIED" -> Cause.DENIED;
            case "NAME_UNKNOWN" -> Cause.NAME_UNKNOWN;
            case "MANIFEST_UNKNOWN" -> Cause.MANIFEST_UNKNOWN;
            case "BLOB_UNKNOWN" -> Cause.NOT_FOUND;
            case "TOOMANYREQUESTS" -> Cause.TOO_MANY;
            case "UNAVAILABLE" -> Cause.TRANSIENT;
            default -> Cause.OTHER;
        };
        String name = code.isEmpty() ? "unknown" : code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return new RegistryFailure(kind, name + ": " + message);
    }

    /** As dockerd tells a client that asked for nothing more special than this registry. */
    EngineException toEngine() {
        ErrorKind error = switch (kind) {
            case UNAUTHORIZED -> ErrorKind.UNAUTHORIZED;
            case DENIED, NAME_UNKNOWN, MANIFEST_UNKNOWN, NOT_FOUND -> ErrorKind.NOT_FOUND;
            case TOO_MANY -> ErrorKind.TOO_MANY;
            case NO_CREDENTIALS, OTHER, TRANSIENT -> ErrorKind.INTERNAL;
        };
        return new EngineException(error, getMessage(), this);
    }
}
