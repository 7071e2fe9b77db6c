package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Image;
import io.sockerless.engine.model.EngineException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
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
            case "label" -> values.stream().allMatch(value -> hasLabel(image, value));
            case "label!" -> values.stream().noneMatch(value -> hasLabel(image, value));
            case "reference" -> values.stream().anyMatch(value -> matchesReference(image, value));
            case "until" -> values.stream().allMatch(value -> image.created().isBefore(Until.parse(value)));
            default -> true;
        };
    }

    private static boolean hasLabel(Image image, String wanted) {
        if (!(image.config().get("Labels") instanceof Map<?, ?> labels)) {
            return false;
        }
        int equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /** A glob over the familiar name, with or without its tag. */
    private static boolean matchesReference(Image image, String pattern) {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return image.repoTags().stream().anyMatch(tag -> {
            String name = tag.substring(0, tag.lastIndexOf(':'));
            return matcher.matches(Path.of(tag)) || matcher.matches(Path.of(name));
        });
    }
}
