package io.sockerless.simulators.aws.s3;

import java.util.List;
import java.util.Optional;

/**
 * What pages of other origins may do with a bucket.
 *
 * @param id may be empty
 * @param headers that requests may have; each with one {@code *} at most, as are origins
 * @param exposed headers of answers that pages may read
 * @param age for how many seconds a browser may remember it; below zero when that is not said
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html">AWS</a>
 */
record CorsRule(
        String id, List<String> origins, List<String> methods, List<String> headers, List<String> exposed, int age) {
    CorsRule {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /** As the rule has it: the origin itself, or one with {@code *}. */
    Optional<String> origin(String asked) {
        return origins.stream().filter(one -> like(one, asked, false)).findFirst();
    }

    /** @param wanted headers that a page would send */
    boolean allows(String origin, String method, List<String> wanted) {
        return origin(origin).isPresent()
                && methods.contains(method)
                && wanted.stream()
                        .allMatch(header -> headers.stream().anyMatch(allowed -> like(allowed, header, true)));
    }

    private static boolean like(String pattern, String text, boolean anyCase) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return anyCase ? pattern.equalsIgnoreCase(text) : pattern.equals(text);
        }
        int tail = pattern.length() - star - 1;
        return text.length() >= star + tail
                && text.regionMatches(anyCase, 0, pattern, 0, star)
                && text.regionMatches(anyCase, text.length() - tail, pattern, star + 1, tail);
    }
}
