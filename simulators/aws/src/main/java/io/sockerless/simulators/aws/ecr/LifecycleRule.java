package io.sockerless.simulators.aws.ecr;

import io.sockerless.frontends.registry.Images.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which images expire.
 *
 * @param tagStatus tagged, untagged or any
 * @param patterns of tags, with {@code *} for any characters; an image has one for each
 * @param byAge whether {@code number} is days since the push; if not, it is how many images stay
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html">AWS</a>
 */
record LifecycleRule(int priority, String tagStatus, List<String> patterns, boolean byAge, int number) {
    private static final Comparator<Image> YOUNGEST = Comparator.comparingLong(Image::pushed)
            .reversed()
            .thenComparing(image -> image.digest().toString());

    /**
     * What expires, and by which rule's priority. An image whose tags are a rule's affair is no other's that comes later,
     * but it counts there.
     */
    static Map<Image, Integer> judge(List<LifecycleRule> rules, List<Image> images, Instant now) {
        List<Image> ordered = images.stream().sorted(YOUNGEST).toList();
        Map<Image, Integer> expiring = new LinkedHashMap<>();
        Set<Image> settled = new HashSet<>();
        rules.stream().sorted(Comparator.comparingInt(LifecycleRule::priority)).forEach(rule -> {
            List<Image> matched = ordered.stream().filter(rule::concerns).toList();
            rule.tooMany(matched, now)
                    .filter(image -> !settled.contains(image))
                    .forEach(image -> expiring.put(image, rule.priority));
            settled.addAll(matched);
        });
        return expiring;
    }

    private Stream<Image> tooMany(List<Image> youngestFirst, Instant now) {
        long oldest = now.minus(Duration.ofDays(number)).toEpochMilli();
        return byAge
                ? youngestFirst.stream().filter(image -> image.pushed() < oldest)
                : youngestFirst.stream().skip(number);
    }

    private boolean concerns(Image image) {
        return switch (tagStatus) {
            case "untagged" -> image.tags().isEmpty();
            case "tagged" ->
                patterns.stream()
                        .map(LifecycleRule::like)
                        .allMatch(like -> image.tags().stream().anyMatch(like));
            default -> true;
        };
    }

    private static Predicate<String> like(String pattern) {
        return Pattern.compile(Arrays.stream(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .asMatchPredicate();
    }
}
