package io.sockerless.features.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server answered: the head as sent and the body with its transfer encoding taken off.
 *
 * @param headers by lower-case name
 * @param body all bytes up to the end of the answer, or up to where the reader stopped
 * @param ended whether the server itself ended the answer before the reader stopped
 */
public record Reply(int status, String reason, Map<String, List<String>> headers, byte[] body, boolean ended) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> String.join(", ", values));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
