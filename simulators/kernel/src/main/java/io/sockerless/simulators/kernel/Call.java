package io.sockerless.simulators.kernel;

import io.sockerless.frontends.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * A request with the whole of its body.
 *
 * @param id unique among the requests of this process
 * @param path decoded
 * @param headers the values by a header's name, whatever its case
 */
public record Call(
        String id, String method, String path, String rawQuery, Function<String, List<String>> headers, byte[] body) {
    static Call of(Exchange exchange, byte[] body) {
        return new Call(
                exchange.id(),
                exchange.method(),
                exchange.path(),
                exchange.rawQuery(),
                exchange::requestHeaderLines,
                body);
    }

    /** The first value, empty when there is none. */
    public String header(String name) {
        List<String> values = headers.apply(name);
        return values.isEmpty() ? "" : values.getFirst().strip();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
