package io.sockerless.frontends.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a blob that is asked for (RFC 9110, section 14). */
record ByteRange(long first, long last) {
    private static final Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * Empty if the whole is to be sent: nothing is asked for, or something that we may ignore, as several parts.
     *
     * @throws RegistryException RANGE_INVALID if there is no such part
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher form = FORM.matcher(header);
        if (!form.matches() || form.group(1).isEmpty() && form.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last = size - 1;
        if (form.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(form.group(2)));
        } else {
            first = Long.parseLong(form.group(1));
            if (!form.group(2).isEmpty()) {
                long asked = Long.parseLong(form.group(2));
                if (asked < first) {
                    throw invalid(header);
                }
                last = Math.min(last, asked);
            }
        }
        if (first > last) {
            throw invalid(header);
        }
        return Optional.of(new ByteRange(first, last));
    }

    private static RegistryException invalid(String header) {
        return new RegistryException(ErrorCode.RANGE_INVALID, "the blob has no such range", header);
    }

    long length() {
        return last - first + 1;
    }

    /** As the answer says it. */
    String of(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
