package io.sockerless.frontends.registry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the bytes of a chunk belong (distribution spec, "Pushing a blob in chunks").
 *
 * @param first -1 if the client does not say
 * @param last the position of the last byte
 */
record ChunkRange(long first, long last) {
    private static final ChunkRange ANYWHERE = new ChunkRange(-1, -1);
    /** The spec's form; some clients write it as HTTP has it. */
    private static final Pattern FORM = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/(?:\\d{1,18}|\\*))?");

    /**
     * What a Content-Range header says.
     *
     * @param length what the Content-Length header says, empty without one
     * @throws RegistryException RANGE_INVALID if it is none, SIZE_INVALID if the body has another length
     */
    static ChunkRange of(String header, String length) {
        if (header.isEmpty()) {
            return ANYWHERE;
        }
        Matcher form = FORM.matcher(header);
        if (!form.matches()) {
            throw new RegistryException(ErrorCode.RANGE_INVALID, "invalid Content-Range", header);
        }
        ChunkRange range = new ChunkRange(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
        if (range.last < range.first) {
            throw new RegistryException(ErrorCode.RANGE_INVALID, "invalid Content-Range", header);
        }
        if (!length.isEmpty() && !length.equals(Long.toString(range.last - range.first + 1))) {
            throw new RegistryException(
                    ErrorCode.SIZE_INVALID, "the body has not the length of its Content-Range", header);
        }
        return range;
    }

    boolean isGiven() {
        return first >= 0;
    }
}
