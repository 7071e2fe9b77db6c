package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of an object are asked for. Several ranges at once, and what is no range, mean all of it, as at S3. */
record Range(long first, long count, boolean partial) {
    private static final Pattern HEADER = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static Range of(String header, long size) {
        Matcher range = HEADER.matcher(header);
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return new Range(0, size, false);
        }
        if (range.group(1).isEmpty()) {
            long count = Math.min(Long.parseLong(range.group(2)), size);
            return within(size - count, count);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
        if (!range.group(2).isEmpty() && last < first) {
            return new Range(0, size, false);
        }
        return within(first, Math.min(last, size - 1) - first + 1);
    }

    private static Range within(long first, long count) {
        if (count <= 0) {
            throw new AwsException(416, "InvalidRange", "The requested range is not satisfiable");
        }
        return new Range(first, count, true);
    }

    String text(long size) {
        return "bytes " + first + "-" + (first + count - 1) + "/" + size;
    }
}
