package io.sockerless.simulators.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lists in pages. A token says after which key to go on, so what is added or removed meanwhile neither repeats nor skips
 * anything else.
 */
public record Pages<T>(List<T> items, Optional<String> next) {
    private static final String MARK = "after:";

    /**
     * @param all in the order of their keys
     * @param token empty for the first page
     * @throws IllegalArgumentException when the token is none of ours
     */
    public static <T> Pages<T> of(List<T> all, Function<T, String> key, String token, int size) {
        return of(all, key, Comparator.naturalOrder(), token, size);
    }

    /** @param order of the keys */
    public static <T> Pages<T> of(
            List<T> all, Function<T, String> key, Comparator<String> order, String token, int size) {
        String after = token.isEmpty() ? "" : read(token);
        List<T> rest = all.stream()
                .filter(item -> after.isEmpty() || order.compare(key.apply(item), after) > 0)
                .limit(size + 1L)
                .toList();
        if (rest.size() <= size) {
            return new Pages<>(rest, Optional.empty());
        }
        List<T> page = rest.subList(0, size);
        return new Pages<>(page, Optional.of(token(key.apply(page.getLast()))));
    }

    public static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + key).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the token is none of ours */
    public static String read(String token) {
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        if (!text.startsWith(MARK)) {
            throw new IllegalArgumentException("not a token");
        }
        return text.substring(MARK.length());
    }
}
