package io.sockerless.simulators.aws.ec2;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is asked of EC2: parameters whose names are paths, as {@code Filter.1.Value.2}. What nobody reads is refused. */
final class Asked {
    private static final String INVALID = "InvalidParameterValue";

    private final Map<String, String> all;
    private final String prefix;
    private final Set<String> read;

    private Asked(Map<String, String> all, String prefix, Set<String> read) {
        this.all = all;
        this.prefix = prefix;
        this.read = read;
    }

    static Asked of(Map<String, String> parameters) {
        return new Asked(Map.copyOf(parameters), "", new HashSet<>(Set.of("Action", "Version")));
    }

    boolean has(String name) {
        return all.keySet().stream().anyMatch(key -> key.equals(prefix + name) || key.startsWith(prefix + name + "."));
    }

    /** Empty when there is none. */
    String text(String name) {
        read.add(prefix + name);
        return all.getOrDefault(prefix + name, "");
    }

    String required(String name) {
        if (text(name).isEmpty()) {
            throw new AwsException("MissingParameter", "The request must contain the parameter " + spelled(name));
        }
        return text(name);
    }

    /** As messages have it. */
    static String spelled(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    boolean flag(String name) {
        return maybe(name).orElse(false);
    }

    /** Empty when it is not said. */
    Optional<Boolean> maybe(String name) {
        String value = text(name);
        return switch (value) {
            case "" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw new AwsException(INVALID, "Invalid value '" + value + "' for " + spelled(name));
        };
    }

    Optional<Integer> number(String name) {
        String value = text(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!value.matches("-?\\d{1,9}")) {
            throw new AwsException(INVALID, "Value (" + value + ") for parameter " + spelled(name) + " is invalid.");
        }
        return Optional.of(Integer.valueOf(value));
    }

    private Set<Integer> indices(String name) {
        Set<Integer> found = new TreeSet<>();
        String start = prefix + name + ".";
        for (String key : all.keySet()) {
            String first = key.startsWith(start) ? key.substring(start.length()).replaceFirst("\\..*", "") : "";
            if (first.matches("\\d{1,9}")) {
                found.add(Integer.valueOf(first));
            }
        }
        return found;
    }

    List<String> texts(String name) {
        return indices(name).stream().map(index -> text(name + "." + index)).toList();
    }

    List<Asked> structures(String name) {
        return indices(name).stream()
                .map(index -> new Asked(all, prefix + name + "." + index + ".", read))
                .toList();
    }

    /** One of which there are not several. */
    Asked structure(String name) {
        return new Asked(all, prefix + name + ".", read);
    }

    /** Tags for a resource that is made. */
    Map<String, String> tags(Kind kind) {
        Map<String, String> tags = new TreeMap<>();
        for (Asked specification : structures("TagSpecification")) {
            String type = specification.text("ResourceType");
            if (!type.equals(kind.type)) {
                throw new AwsException(
                        INVALID, "'" + type + "' is not a valid taggable resource type for this operation.");
            }
            tags.putAll(Tags.read(specification));
        }
        return tags;
    }

    /** Refuses what means nothing here; what says no to something, or nothing, may be there. */
    void end() {
        for (String key : new TreeSet<>(all.keySet())) {
            String value = all.get(key);
            if (!read.contains(key) && !key.startsWith("X-Amz-") && !value.isEmpty() && !value.equals("false")) {
                throw new AwsException("UnknownParameter", "The parameter " + key + " is not recognized");
            }
        }
    }
}
