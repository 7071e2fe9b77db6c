package io.sockerless.engine.oci;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One step of an image's making (OCI image-spec, config.md). Texts are empty where the image does not say.
 *
 * @param created RFC 3339
 * @param emptyLayer the step made no layer
 */
public record History(String created, String createdBy, String author, String comment, boolean emptyLayer) {
    static History of(Map<String, Object> json) {
        return new History(
                OciJson.string(json, "created"),
                OciJson.string(json, "created_by"),
                OciJson.string(json, "author"),
                OciJson.string(json, "comment"),
                OciJson.bool(json, "empty_layer"));
    }

    /** The same step, made then at the latest. */
    History notAfter(Instant time) {
        boolean before;
        try {
            before = OffsetDateTime.parse(created).toInstant().isBefore(time);
        } catch (DateTimeParseException _) {
            before = false;
        }
        return before ? this : new History(time.toString(), createdBy, author, comment, emptyLayer);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "created", created);
        put(json, "author", author);
        put(json, "created_by", createdBy);
        put(json, "comment", comment);
        if (emptyLayer) {
            json.put("empty_layer", true);
        }
        return json;
    }

    private static void put(Map<String, Object> json, String key, String value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
