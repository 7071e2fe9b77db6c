package io.sockerless.simulators.aws.ssm;

import io.sockerless.simulators.aws.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A parameter with its history.
 *
 * @param place account and region
 * @param versions oldest first, never empty
 */
record Parameter(String place, String name, List<Version> versions, Map<String, String> tags) {
    static final String SECURE = "SecureString";

    /**
     * What was once put.
     *
     * @param type String, StringList or SecureString
     * @param modified milliseconds since 1970
     */
    record Version(
            long number,
            String value,
            String type,
            String dataType,
            String tier,
            String description,
            String pattern,
            long modified,
            String user,
            List<String> labels) {
        Version {
            labels = List.copyOf(labels);
        }

        Version labelled(List<String> others) {
            return new Version(number, value, type, dataType, tier, description, pattern, modified, user, others);
        }
    }

    Parameter {
        versions = List.copyOf(versions);
        tags = Map.copyOf(tags);
    }

    static String place(Caller caller) {
        return caller.account() + ":" + caller.region();
    }

    static String key(Caller caller, String name) {
        return place(caller) + ":" + name;
    }

    String key() {
        return place + ":" + name;
    }

    String arn(Caller caller) {
        return caller.arn("ssm", "parameter" + (name.startsWith("/") ? "" : "/") + name);
    }

    Version latest() {
        return versions.getLast();
    }

    /** @param selector a number or a label; empty for the latest */
    Optional<Version> version(String selector) {
        if (selector.isEmpty()) {
            return Optional.of(latest());
        }
        Predicate<Version> wanted = selector.matches("\\d+")
                ? version -> Long.toString(version.number()).equals(selector)
                : version -> version.labels().contains(selector);
        return versions.stream().filter(wanted).findFirst();
    }

    Parameter with(List<Version> others) {
        return new Parameter(place, name, others, tags);
    }

    Parameter and(Version next) {
        List<Version> all = new ArrayList<>(versions);
        all.add(next);
        return with(all);
    }

    Parameter tagged(Map<String, String> added) {
        Map<String, String> all = new TreeMap<>(tags);
        all.putAll(added);
        return new Parameter(place, name, versions, all);
    }

    Parameter untagged(List<String> removed) {
        Map<String, String> all = new TreeMap<>(tags);
        removed.forEach(all::remove);
        return new Parameter(place, name, versions, all);
    }
}
