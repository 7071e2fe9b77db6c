package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Image;
import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.core.filter.Until;
import io.sockerless.engine.model.EngineException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Docker's image filters: values of one name are alternatives, except labels, which must all match.
 *
 * @param before only images older than this one's creation
 * @param since only newer ones
 */
record ImageFilter(Map<String, List<String>> filters, Optional<Instant> before, Optional<Instant> since) {
    /** @param created finds the creation time of an image by reference */
    static ImageFilter of(Map<String, List<String>> filters, List<String> accepted, Function<String, Instant> created) {
        for (String name : filters.keySet()) {
            if (!accepted.contains(name)) {
                throw EngineException.invalid("Invalid filter '" + name + "'");
            }
        }
        dangling(filters);
        return new ImageFilter(
                filters,
                filters.getOrDefault("before", List.of()).stream().findFirst().map(created),
                filters.getOrDefault("since", List.of()).stream().findFirst().map(created));
    }

    /** The boolean value of the filter {@code dangling}, if it was given. */
    static Optional<Boolean> dangling(Map<String, List<String>> filters) {
        List<String> values = filters.getOrDefault("dangling", List.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        boolean yes = values.stream()
                .anyMatch(v -> List.of("1", "t", "true", "True", "TRUE", "T").contains(v));
        boolean no = values.stream()
                .anyMatch(v -> List.of("0", "f", "false", "False", "FALSE", "F").contains(v));
        if (yes == no) {
            throw EngineException.invalid("Invalid filter 'dangling=" + values + "'");
        }
        return Optional.of(yes);
    }

    boolean matches(Image image) {
        return before.map(image.created()::isBefore).orElse(true)
                && since.map(image.created()::isAfter).orElse(true)
                && filters.entrySet().stream().allMatch(filter -> matches(image, filter.getKey(), filter.getValue()));
    }

    private boolean matches(Image image, String name, List<String> values) {
        return switch (name) {
            case "dangling" ->
                dangling(filters).orElse(false) == image.repoTags().isEmpty();
            case "label" -> LabelFilter.hasAll(labels(image), values);
            case "label!" -> !LabelFilter.hasAny(labels(image), values);
            case "reference" -> values.stream().anyMatch(value -> matchesReference(image, value));
            case "until" ->
                values.stream().allMatch(value -> image.created().isBefore(Until.parse(value, Instant.now())));
            default -> true;
        };
    }

    private static Map<String, String> labels(Image image) {
        Map<String, String> labels = new HashMap<>();
        if (image.config().get("Labels") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
        }
        return labels;
    }

    /** Of the image's names only those that the filter {@code reference} asks for, as in docker images. */
    Image shown(Image image) {
        List<String> patterns = filters.getOrDefault("reference", List.of());
        return patterns.isEmpty()
                ? image
                : image.withNames(
                        image.repoTags().stream()
                                .filter(tag -> isMatch(patterns, tag, ':'))
                                .toList(),
                        image.repoDigests().stream()
                                .filter(digest -> isMatch(patterns, digest, '@'))
                                .toList());
    }

    private static boolean matchesReference(Image image, String pattern) {
        return image.repoTags().stream().anyMatch(tag -> isMatch(List.of(pattern), tag, ':'))
                || image.repoDigests().stream().anyMatch(digest -> isMatch(List.of(pattern), digest, '@'));
    }

    /** Globs over the familiar name, with or without what follows the separator. */
    private static boolean isMatch(List<String> patterns, String reference, char separator) {
        String name = reference.substring(0, reference.lastIndexOf(separator));
        return patterns.stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .anyMatch(glob -> glob.matches(Path.of(reference)) || glob.matches(Path.of(name)));
    }
}
