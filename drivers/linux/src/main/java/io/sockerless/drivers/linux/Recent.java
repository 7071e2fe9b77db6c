package io.sockerless.drivers.linux;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** A value that may be a little old. */
final class Recent<T> {
    private record Known<T>(T value, Instant at) {}

    private final Supplier<T> source;
    private final Duration age;
    private final Clock clock;
    private volatile Optional<Known<T>> known = Optional.empty();

    /** @param age up to which a value is good enough */
    Recent(Supplier<T> source, Duration age, Clock clock) {
        this.source = source;
        this.age = age;
        this.clock = clock;
    }

    T get() {
        Instant now = clock.instant();
        Optional<Known<T>> last = known;
        if (last.isPresent()) {
            Duration since = Duration.between(last.get().at(), now);
            if (!since.isNegative() && since.compareTo(age) < 0) {
                return last.get().value();
            }
        }
        T value = source.get();
        known = Optional.of(new Known<>(value, now));
        return value;
    }
}
