package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The arguments of EXPOSE: {@code 80}, {@code 80/udp}, {@code 8000-8010/tcp}. As dockerd does, it takes what
 * {@code --publish} takes, and leaves out the host's side.
 */
public final class ExposedPorts {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,6})(?:-([0-9]{1,6}))?");
    private static final int LAST = 65535;

    private ExposedPorts() {}

    private record Range(int first, int last) {
        static Range parse(String text, String what) {
            Matcher range = RANGE.matcher(text);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                if (first <= last && last <= LAST) {
                    return new Range(first, last);
                }
            }
            throw EngineException.invalid("invalid " + what + ": " + text);
        }

        int length() {
            return last - first + 1;
        }
    }

    /** Each port as {@code number/protocol}. */
    public static List<String> parse(String text) {
        String[] parts = text.split("/", -1);
        String address = parts[0];
        int colon = address.lastIndexOf(':');
        String container = address.substring(colon + 1);
        String host = colon < 0 ? "" : address.substring(0, colon);
        int second = host.lastIndexOf(':');
        if (second > 0) {
            checkAddress(host.substring(0, second));
        }
        if (container.isEmpty()) {
            throw EngineException.invalid("no port specified: " + text + "<empty>");
        }
        Range ports = Range.parse(container, "containerPort");
        String hostPort = host.substring(second + 1);
        if (!hostPort.isEmpty()) {
            int length = Range.parse(hostPort, "hostPort").length();
            if (length != ports.length() && ports.length() != 1) {
                throw EngineException.invalid(
                        "invalid ranges specified for container and host Ports: " + container + " and " + hostPort);
            }
        }
        String protocol = parts.length == 1 || parts[1].isEmpty() ? "tcp" : parts[1].toLowerCase(Locale.ROOT);
        if (!PROTOCOLS.contains(protocol)) {
            throw EngineException.invalid("invalid proto: " + protocol);
        }
        return IntStream.rangeClosed(ports.first, ports.last)
                .mapToObj(p -> p + "/" + protocol)
                .toList();
    }

    private static void checkAddress(String text) {
        try {
            InetAddress.ofLiteral(text.replaceAll("^\\[|]$", ""));
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid ip address: " + text, e);
        }
    }
}
