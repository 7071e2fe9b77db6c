package io.sockerless.engine.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as Docker's options write them: {@code 20m}, {@code 1.5 GiB}. */
public final class ByteSize {
    private static final String UNITS = "kmgtp";
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([" + UNITS + "]?)(?:i?b)?");

    private ByteSize() {}

    /** With k as 1000: what Docker means by sizes of files. */
    public static long decimal(String text) {
        return parse(text, 1000);
    }

    /** With k as 1024: what Docker means by sizes of memory. */
    public static long binary(String text) {
        return parse(text, 1024);
    }

    private static long parse(String text, long base) {
        Matcher m = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw EngineException.invalid("invalid size: '" + text + "'");
        }
        double size = Double.parseDouble(m.group(1));
        int power = m.group(2).isEmpty() ? 0 : UNITS.indexOf(m.group(2)) + 1;
        return (long) (size * Math.pow(base, power));
    }
}
