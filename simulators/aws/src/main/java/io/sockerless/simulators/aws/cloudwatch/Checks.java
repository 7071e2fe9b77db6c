package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What this service's inputs must be, and how it says that they are not. */
final class Checks {
    static final int MOST_DIMENSIONS = 30;
    private static final int LONGEST_NAME = 255;

    private static final List<String> SIZES = List.of("Bytes", "Bits");
    private static final List<String> SCALES = List.of("", "Kilo", "Mega", "Giga", "Tera");
    static final List<String> UNITS = units();

    private Checks() {}

    private static List<String> units() {
        List<String> units = new java.util.ArrayList<>(
                List.of("Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "Count/Second", "None"));
        for (String size : SIZES) {
            for (String scale : SCALES) {
                String unit = scale.isEmpty() ? size : scale + size.toLowerCase(java.util.Locale.ROOT);
                units.add(unit);
                units.add(unit + "/Second");
            }
        }
        return List.copyOf(units);
    }

    static String place(Caller caller) {
        return caller.account() + "/" + caller.region();
    }

    static AwsException invalid(String message) {
        return new AwsException("InvalidParameterValueException", message);
    }

    static AwsException combination(String message) {
        return new AwsException("InvalidParameterCombinationException", message);
    }

    static AwsException missing(String parameter) {
        return new AwsException("MissingRequiredParameterException", "The parameter " + parameter + " is required.");
    }

    static AwsException validation(String message) {
        return new AwsException("ValidationError", message);
    }

    /** @param path what the parameter is in, as in {@code MetricData.member.1.}; empty for nothing */
    static String required(Input input, String path, String name, int longest) {
        if (!input.has(name)) {
            throw missing(path + name);
        }
        return text(input, path, name, longest);
    }

    /** Empty when it is not there. */
    static String text(Input input, String path, String name, int longest) {
        String text = input.text(name);
        if (input.has(name) && text.isEmpty()) {
            throw invalid("The parameter " + path + name + " must be longer than 0 characters.");
        }
        if (text.length() > longest) {
            throw invalid("The parameter " + path + name + " must be shorter than " + (longest + 1) + " characters.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid("The parameter " + path + name + " must not contain control characters.");
        }
        return text;
    }

    static String oneOf(Input input, String path, String name, List<String> allowed, String otherwise) {
        if (!input.has(name)) {
            return otherwise;
        }
        String text = input.text(name);
        if (!allowed.contains(text)) {
            throw invalid("The parameter " + path + name + " must be a value in the set [ " + String.join(", ", allowed)
                    + " ].");
        }
        return text;
    }

    /** Any of them, of data with whatever unit, when there is none: then it is empty. */
    static String unit(Input input, String path, String otherwise) {
        return oneOf(input, path, "Unit", UNITS, otherwise);
    }

    static Instant time(Input input, String name) {
        return input.time(name).orElseThrow(() -> missing(name));
    }

    /** Of a metric's data, in seconds. */
    static int period(Input input, String path) {
        long period = input.number("Period").orElseThrow(() -> missing(path + "Period"));
        return period(period, path);
    }

    static int period(long period, String path) {
        boolean fine = period == 1 || period == 5 || period == 10 || period == 20 || period == 30;
        if (!fine && (period < 60 || period % 60 != 0 || period > Integer.MAX_VALUE)) {
            throw invalid("The parameter " + path + "Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }
        return (int) period;
    }

    /** Each name once. */
    static Map<String, String> dimensions(Input input, String path) {
        List<Input> all = input.objects("Dimensions");
        if (all.size() > MOST_DIMENSIONS) {
            throw invalid(
                    "The collection " + path + "Dimensions must not have a size greater than " + MOST_DIMENSIONS + ".");
        }
        Map<String, String> out = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            String at = path + "Dimensions.member." + (i + 1) + ".";
            String name = required(all.get(i), at, "Name", LONGEST_NAME);
            String value = required(all.get(i), at, "Value", 1024);
            if (name.startsWith(":")) {
                throw invalid("The value " + name + " for parameter " + at + "Name is invalid.");
            }
            if (out.put(name, value) != null) {
                throw invalid("The parameter " + path + "Dimensions must not have the name " + name + " twice.");
            }
        }
        return out;
    }

    /** As an input names it. @param path as in {@code MetricStat.Metric.}; empty for nothing */
    static Metric metric(Caller caller, Input input, String path) {
        String namespace = namespace(input, path);
        String name = required(input, path, "MetricName", LONGEST_NAME);
        return new Metric(place(caller), namespace, name, dimensions(input, path));
    }

    static String namespace(Input input, String path) {
        String namespace = required(input, path, "Namespace", LONGEST_NAME);
        if (namespace.startsWith(":")) {
            throw invalid("The value " + namespace + " for parameter " + path + "Namespace is invalid.");
        }
        return namespace;
    }

    /** Refuses fields that say something which would have no effect. */
    static void refuse(Input input, String... fields) {
        for (String field : fields) {
            JsonNode value = input.document().path(field);
            boolean silent = value.isMissingNode()
                    || value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.asBoolean();
            if (!silent) {
                throw validation(field + " is not simulated.");
            }
        }
    }
}
