package io.sockerless.simulators.aws.logs;

import java.util.Comparator;

/** Where an event stands among all: by its time, then by its coming. */
record Position(long timestamp, long number) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::timestamp).thenComparingLong(Position::number);

    static final Position END = new Position(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Before all events of that time, whose numbers begin with 1. */
    static Position before(long timestamp) {
        return new Position(timestamp, 0);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    /** 56 digits, as the service's own. */
    String id() {
        return "%020d%036d".formatted(timestamp, number);
    }

    /** @throws IllegalArgumentException when it is none */
    static Position parse(String id) {
        if (!id.matches("\\d{56}")) {
            throw new IllegalArgumentException("not an event's id");
        }
        return new Position(Long.parseLong(id.substring(0, 20)), Long.parseLong(id.substring(20)));
    }
}
