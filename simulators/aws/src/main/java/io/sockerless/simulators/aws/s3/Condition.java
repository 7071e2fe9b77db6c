package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Under which a client wants an object read (RFC 9110, section 13; S3's GetObject for what comes before what). A date that
 * cannot be read is as good as none.
 */
record Condition(String match, String noneMatch, Optional<Instant> modifiedSince, Optional<Instant> unmodifiedSince) {
    static final Set<String> HEADERS = Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    static Condition of(Call call) {
        return of(call, "");
    }

    /** @param before what the names of its headers begin with */
    static Condition of(Call call, String before) {
        return new Condition(
                call.header(before + "if-match"),
                call.header(before + "if-none-match"),
                date(call.header(before + "if-modified-since")),
                date(call.header(before + "if-unmodified-since")));
    }

    static AwsException failed() {
        return new AwsException(
                412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /**
     * @return whether the client has it already, and is told no more than that
     * @throws AwsException PreconditionFailed
     */
    boolean has(StoredObject object) {
        Instant modified = Instant.ofEpochSecond(object.modified() / 1000);
        boolean failed =
                match.isEmpty() ? unmodifiedSince.filter(modified::isAfter).isPresent() : !names(match, object.etag());
        if (failed) {
            throw failed();
        }
        return noneMatch.isEmpty()
                ? modifiedSince.filter(since -> !modified.isAfter(since)).isPresent()
                : names(noneMatch, object.etag());
    }

    private static boolean names(String list, String etag) {
        String bare = etag.replace("\"", "");
        return Arrays.stream(list.split(","))
                .map(tag -> tag.strip().replace("\"", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals(bare));
    }
}
