package io.sockerless.frontends.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A log message with fields of its own: {@link JsonLogFormatter} writes them beside the message, others see text. Pass it
 * to {@link System.Logger#log(System.Logger.Level, Object)}.
 */
public record LogFields(String message, Map<String, Object> fields) {
    /** Begins what the formatter recognises, for {@code System.Logger} hands on only the text. */
    static final char MARK = '\u001e';

    @Override
    public String toString() {
        return message + MARK + new String(Json.line(fields), StandardCharsets.UTF_8).stripTrailing();
    }
}
