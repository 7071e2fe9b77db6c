package io.sockerless.simulators.aws.logs.insights;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What a field of a record has. Texts of numbers are numbers where numbers are wanted. */
sealed interface Value {
    Value NONE = new None();

    record None() implements Value {}

    record Text(String content) implements Value {}

    record Num(double content) implements Value {}

    /** In milliseconds since 1970. */
    record Time(long content) implements Value {}

    static Value of(boolean truth) {
        return new Num(truth ? 1 : 0);
    }

    static Value of(OptionalDouble number) {
        return number.isPresent() ? new Num(number.getAsDouble()) : NONE;
    }

    default boolean present() {
        return !(this instanceof None);
    }

    /** Whether a filter lets it pass. */
    default boolean truth() {
        return number().orElse(0) != 0 || text().equals("true");
    }

    /** Empty for what is none. */
    default OptionalDouble number() {
        return switch (this) {
            case None _ -> OptionalDouble.empty();
            case Num number -> OptionalDouble.of(number.content);
            case Time time -> OptionalDouble.of(time.content);
            case Text text ->
                Shapes.NUMBER.matcher(text.content).matches()
                        ? OptionalDouble.of(Double.parseDouble(text.content))
                        : OptionalDouble.empty();
        };
    }

    /** As answers have it. */
    default String text() {
        return switch (this) {
            case None _ -> "";
            case Text text -> text.content;
            case Time time ->
                Shapes.TIME.format(Instant.ofEpochMilli(time.content).atOffset(ZoneOffset.UTC));
            case Num number ->
                Double.isFinite(number.content)
                        ? new BigDecimal(number.content)
                                .setScale(4, RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString()
                        : Double.toString(number.content);
        };
    }

    /** Nothing comes before numbers, those by their size before texts. */
    static int compare(Value one, Value other) {
        if (!one.present() || !other.present()) {
            return Boolean.compare(one.present(), other.present());
        }
        OptionalDouble left = one.number();
        OptionalDouble right = other.number();
        if (left.isPresent() != right.isPresent()) {
            return left.isPresent() ? -1 : 1;
        }
        return left.isPresent()
                ? Double.compare(left.getAsDouble(), right.getAsDouble())
                : one.text().compareTo(other.text());
    }

    /** How texts look. */
    final class Shapes {
        private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?");
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

        private Shapes() {}
    }
}
