package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** The arguments of EXPOSE: {@code 80}, {@code 80/udp}, {@code 8000-8010/tcp}. */
final class ExposedPorts {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private ExposedPorts() {}

    /** Each port as {@code number/protocol}. */
    static List<String> parse(String text) {
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
        String range = slash < 0 ? text : text.substring(0, slash);
        if (!PROTOCOLS.contains(protocol)) {
            throw EngineException.invalid("invalid proto: " + protocol);
        }
        int dash = range.indexOf('-');
        int first = port(dash < 0 ? range : range.substring(0, dash), range);
        int last = dash < 0 ? first : port(range.substring(dash + 1), range);
        if (last < first) {
            throw EngineException.invalid("invalid containerPort: " + range);
        }
        return IntStream.rangeClosed(first, last)
                .mapToObj(p -> p + "/" + protocol)
                .toList();
    }

    private static int port(String text, String whole) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw EngineException.invalid("invalid containerPort: " + whole);
        }
        return Integer.parseInt(text);
    }
}
