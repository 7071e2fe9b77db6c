package io.sockerless.features.differential;

import io.sockerless.features.daemons.Daemon;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes out of a text what differs between two runs of even the same server: ids, times, places. */
final class Normal implements UnaryOperator<String> {
    private static final Pattern ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");
    private static final Pattern SHORT_ID = Pattern.compile("(?<![0-9a-f])(?=[a-f]*[0-9])[0-9a-f]{12}(?![0-9a-f])");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern ADDRESS = Pattern.compile("(?:10|172)(?:\\.\\d{1,3}){3}");
    /** Named in the order of a Go map, which is none. */
    private static final Pattern ENDPOINTS = Pattern.compile("network endpoints: ([a-z, ]+)");

    private final String socket;
    private final String state;

    Normal(Daemon target) {
        socket = target.socket().toString();
        state = target.state().toString();
    }

    @Override
    public String apply(String text) {
        var plain = text.replace(state, "<state>").replace(socket, "<socket>");
        plain = ID.matcher(plain).replaceAll("<id>");
        plain = SHORT_ID.matcher(plain).replaceAll("<short id>");
        plain = TIME.matcher(plain).replaceAll("<time>");
        plain = ENDPOINTS.matcher(plain).replaceAll(match -> "network endpoints: " + sorted(match.group(1)));
        return ADDRESS.matcher(plain).replaceAll("<address>");
    }

    private static String sorted(String names) {
        return Stream.of(names.split(", ")).sorted().collect(Collectors.joining(", "));
    }
}
