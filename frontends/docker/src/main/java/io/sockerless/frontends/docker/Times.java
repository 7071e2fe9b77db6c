package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Points in time as Docker's clients send them: Unix seconds, perhaps with a fraction. */
final class Times {
    private Times() {}

    /** @return empty for an empty text or 0 */
    static Optional<Instant> parse(String text) {
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        if (dot == text.length() - 1) {
            throw EngineException.invalid("strconv.ParseInt: parsing \"\": invalid syntax");
        }
        try {
            long seconds = Long.parseLong(dot < 0 ? text : text.substring(0, dot));
            long nanos = dot < 0 ? 0 : Long.parseLong((text.substring(dot + 1) + "000000000").substring(0, 9));
            return Optional.of(Instant.ofEpochSecond(seconds, nanos));
        } catch (NumberFormatException e) {
            throw EngineException.invalid("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        } catch (DateTimeException e) {
            throw EngineException.invalid("time out of range: " + text);
        }
    }
}
