package io.sockerless.simulators.kernel;

import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A request with the whole of its body, or with a body that is still to be read.
 *
 * @param id unique among the requests of this process
 * @param path decoded
 * @param headers the values by a header's name, whatever its case
 * @param names of the headers, in small letters
 * @param body empty when it is still to be read
 * @param stream the body that is still to be read; it has ended when there is none
 */
public record Call(
        String id,
        String method,
        String path,
        String rawQuery,
        Function<String, List<String>> headers,
        Set<String> names,
        byte[] body,
        InputStream stream) {
    static Call of(Exchange exchange) {
        return new Call(
                exchange.id(),
                exchange.method(),
                exchange.path(),
                exchange.rawQuery(),
                exchange::requestHeaderLines,
                exchange.requestHeaderNames(),
                new byte[0],
                exchange.body());
    }

    Call with(byte[] whole) {
        return new Call(id, method, path, rawQuery, headers, names, whole, InputStream.nullInputStream());
    }

    /** With the whole of the body that was still to be read; empty when it is longer than that. */
    public Optional<Call> read(int longest) throws IOException {
        byte[] whole = stream.readNBytes(longest + 1);
        return whole.length > longest ? Optional.empty() : Optional.of(with(whole));
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
