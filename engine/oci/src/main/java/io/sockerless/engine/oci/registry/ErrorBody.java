package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.registry.RegistryFailure.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The body of a refusal, read as dockerd reads it: its messages are those of Go's JSON decoder. */
record ErrorBody(int status, byte[] bytes) {
    private static final int LONGEST_SHOWN = 4096;

    /** One at least. */
    List<RegistryFailure> failures() {
        Map<String, Object> json;
        try {
            json = OciJson.object(bytes, "response");
        } catch (EngineException _) {
            return List.of(unreadable(reason()));
        }
        String details = OciJson.string(json, "details");
        if (!details.isEmpty()) {
            return List.of(
                    switch (status) {
                        case 401 -> RegistryCode.UNAUTHORIZED.failure(details);
                        case 429 -> RegistryCode.TOOMANYREQUESTS.failure(details);
                        default -> RegistryCode.UNKNOWN.failure(details);
                    });
        }
        List<RegistryFailure> all = new ArrayList<>();
        for (Map<String, Object> error : OciJson.objects(json, "errors")) {
            all.add(RegistryCode.of(OciJson.string(error, "code"))
                    .failure(OciJson.string(error, "message"), error.get("detail") != null));
        }
        return all.isEmpty() ? List.of(unreadable("no error details found in HTTP response body")) : all;
    }

    private RegistryFailure unreadable(String why) {
        if (status == 401) {
            return RegistryCode.UNAUTHORIZED.failure("");
        }
        String message = "error parsing HTTP " + status + " response body: " + why + ": " + quoted();
        return new RegistryFailure(
                switch (status) {
                    case 404 -> Cause.NOT_FOUND;
                    case 408 -> Cause.TRANSIENT;
                    default -> Cause.OTHER;
                },
                message,
                true);
    }

    private String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String reason() {
        String text = text().strip();
        if (text.isEmpty()) {
            return "unexpected end of JSON input";
        }
        char first = text.charAt(0);
        for (String literal : List.of("true", "false", "null")) {
            int same = 0;
            while (same < Math.min(text.length(), literal.length()) && text.charAt(same) == literal.charAt(same)) {
                same++;
            }
            if (same > 0 && same < text.length() && same < literal.length()) {
                return "invalid character '" + text.charAt(same) + "' in literal " + literal + " (expecting '"
                        + literal.charAt(same) + "')";
            }
        }
        return "{[\"-0123456789tfn".indexOf(first) >= 0
                ? "invalid JSON"
                : "invalid character '" + first + "' looking for beginning of value";
    }

    private String quoted() {
        StringBuilder out = new StringBuilder("\"");
        text().codePoints().limit(LONGEST_SHOWN).forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}
