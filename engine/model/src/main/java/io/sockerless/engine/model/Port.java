package io.sockerless.engine.model;

import java.util.Locale;

/** A port of a container with its transport, written {@code 80/tcp}. */
public record Port(int number, String protocol) implements Comparable<Port> {
    public Port {
        protocol = protocol.toLowerCase(Locale.ROOT);
        if (number < 0 || number > 65535) {
            throw EngineException.invalid("invalid port: " + number);
        }
        if (!protocol.equals("tcp") && !protocol.equals("udp") && !protocol.equals("sctp")) {
            throw EngineException.invalid("invalid proto: " + protocol);
        }
    }

    /** Reads {@code 80} (tcp) or {@code 53/udp}. */
    public static Port parse(String text) {
        int slash = text.indexOf('/');
        String number = slash < 0 ? text : text.substring(0, slash);
        if (number.isEmpty() || number.length() > 5 || !number.chars().allMatch(Character::isDigit)) {
            throw EngineException.invalid("invalid port specification: \"" + text + "\"");
        }
        return new Port(Integer.parseInt(number), slash < 0 ? "tcp" : text.substring(slash + 1));
    }

    @Override
    public int compareTo(Port other) {
        int byNumber = Integer.compare(number, other.number);
        return byNumber != 0 ? byNumber : protocol.compareTo(other.protocol);
    }

    @Override
    public String toString() {
        return number + "/" + protocol;
    }
}
