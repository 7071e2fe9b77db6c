package io.sockerless.simulators.aws.secrets;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which secrets a list is of. Names and tags begin with a value as it is; descriptions, and with {@code all} every text, have
 * words that begin with those of a value, whatever their case.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html">AWS</a>
 */
final class Filters {
    /** Between words: what is neither letter nor digit, and where a capital letter begins one. */
    private static final String GAP = "[^\\p{Alnum}]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])";

    private Filters() {}

    static Predicate<Secret> of(Input input) {
        Predicate<Secret> all = _ -> true;
        for (Input filter : input.objects("Filters")) {
            all = all.and(filter(filter.text("Key"), filter.texts("Values")));
        }
        return all;
    }

    /** A value that begins with an exclamation mark is one that must not be. */
    private static Predicate<Secret> filter(String key, List<String> values) {
        if (key.isEmpty()) {
            throw new AwsException("InvalidParameterException", "Invalid filter key");
        }
        Function<Secret, Stream<String>> texts = texts(key);
        if (values.isEmpty()) {
            throw new AwsException("InvalidParameterException", "Invalid filter values for key: " + key);
        }
        BiPredicate<String, String> match =
                List.of("all", "description").contains(key) ? Filters::words : String::startsWith;
        return secret -> values.stream()
                .anyMatch(value -> value.startsWith("!")
                        ? texts.apply(secret).noneMatch(text -> match.test(text, value.substring(1)))
                        : texts.apply(secret).anyMatch(text -> match.test(text, value)));
    }

    private static boolean words(String text, String value) {
        List<String> wanted = words(value);
        List<String> there = words(text);
        return !wanted.isEmpty()
                && wanted.stream().allMatch(word -> there.stream().anyMatch(one -> one.startsWith(word)));
    }

    private static List<String> words(String text) {
        return Stream.of(text.split(GAP))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Function<Secret, Stream<String>> texts(String key) {
        return switch (key) {
            case "name" -> secret -> Stream.of(secret.name());
            case "description" -> secret -> Stream.of(secret.description());
            case "tag-key" -> secret -> secret.tags().keySet().stream();
            case "tag-value" -> secret -> secret.tags().values().stream();
            // Nobody else owns or replicates any.
            case "owning-service", "primary-region" -> _ -> Stream.empty();
            case "all" ->
                secret -> Stream.of(
                                Stream.of(secret.name(), secret.description()),
                                secret.tags().keySet().stream(),
                                secret.tags().values().stream())
                        .flatMap(Function.identity());
            default ->
                throw new AwsException(
                        "ValidationException",
                        "1 validation error detected: Value '" + key + "' at 'filters.1.member.key' failed to"
                                + " satisfy constraint: Member must satisfy enum value set: [all, name,"
                                + " tag-key, description, tag-value]");
        };
    }
}
