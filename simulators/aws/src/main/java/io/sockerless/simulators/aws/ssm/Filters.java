package io.sockerless.simulators.aws.ssm;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which parameters a list is of: all conditions hold, each by one of its values. */
record Filters(Predicate<Parameter> all) {
    private static final String EQUALS = "Equals";

    static Filters of(Input input) {
        Predicate<Parameter> all = _ -> true;
        for (Input filter : input.objects("ParameterFilters")) {
            all = all.and(condition(filter.required("Key"), filter.text("Option"), filter.texts("Values")));
        }
        for (Input filter : input.objects("Filters")) { // the older ones
            String key = filter.required("Key");
            all = all.and(condition(key, key.equals("Name") ? "BeginsWith" : EQUALS, filter.texts("Values")));
        }
        return new Filters(all);
    }

    List<Parameter> wanted(List<Parameter> those) {
        return those.stream().filter(all).toList();
    }

    private static Predicate<Parameter> condition(String key, String option, List<String> values) {
        if (key.equals("Path")) {
            return path(option, values);
        }
        if (key.startsWith("tag:")) {
            String tag = key.substring("tag:".length());
            BiPredicate<String, String> compare = comparison(option);
            return one -> one.tags().containsKey(tag)
                    && (values.isEmpty()
                            || values.stream()
                                    .anyMatch(value -> compare.test(one.tags().get(tag), value)));
        }
        if (values.isEmpty()) {
            throw new AwsException("InvalidFilterValue", "The filter " + key + " has no values.");
        }
        BiPredicate<String, String> compare = comparison(option);
        return switch (key) {
            case "Name" ->
                any(
                        values,
                        (one, value) -> compare.test(
                                Names.rooted(one.name()), option.equals("Contains") ? value : Names.rooted(value)));
            case "Type" -> any(values, (one, value) -> compare.test(one.latest().type(), value));
            case "Tier" -> any(values, (one, value) -> compare.test(one.latest().tier(), value));
            case "DataType" ->
                any(values, (one, value) -> compare.test(one.latest().dataType(), value));
            case "Label" -> any(values, (one, value) -> one.version(value).isPresent());
            case "KeyId" ->
                any(
                        values,
                        (one, value) ->
                                one.latest().type().equals(Parameter.SECURE) && compare.test("alias/aws/ssm", value));
            default -> throw new AwsException("InvalidFilterKey", "The filter key " + key + " is not valid.");
        };
    }

    private static Predicate<Parameter> any(List<String> values, BiPredicate<Parameter, String> test) {
        return one -> values.stream().anyMatch(value -> test.test(one, value));
    }

    private static BiPredicate<String, String> comparison(String option) {
        return switch (option) {
            case "", EQUALS -> String::equals;
            case "BeginsWith" -> String::startsWith;
            case "Contains" -> String::contains;
            default -> throw new AwsException("InvalidFilterOption", "The filter option " + option + " is not valid.");
        };
    }

    private static Predicate<Parameter> path(String option, List<String> values) {
        boolean recursive = option.equals("Recursive");
        if (!recursive && !List.of("", "OneLevel").contains(option)) {
            throw new AwsException("InvalidFilterOption", "The filter option " + option + " is not valid.");
        }
        List<String> prefixes = values.stream()
                .flatMap(value -> Stream.of(value.endsWith("/") ? value : value + "/"))
                .toList();
        return one -> prefixes.stream().anyMatch(prefix -> below(one, prefix, recursive));
    }

    /** @param prefix with a slash at its end */
    static boolean below(Parameter one, String prefix, boolean recursive) {
        String name = Names.rooted(one.name());
        return name.startsWith(prefix) && (recursive || name.indexOf('/', prefix.length()) < 0);
    }
}
