package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an operation is given by a query: texts, of which the names say how they are nested.
 *
 * @param prefix of the names, as in {@code Tags.member.1.}
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query protocol</a>
 */
public record Form(ObjectNode document, String prefix) {
    public static Form of(Input input) {
        return new Form(input.document(), "");
    }

    public boolean has(String name) {
        return document.has(prefix + name);
    }

    /** Empty when there is none. */
    public String text(String name) {
        return document.path(prefix + name).asText();
    }

    public String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    /** @throws AwsException ValidationError */
    public String required(String name) {
        if (!has(name)) {
            throw wrong("Value null at '" + label(name) + "' failed to satisfy constraint: Member must not be null");
        }
        return text(name);
    }

    /** As it must be; without one the default. */
    public int number(String name, int least, int most, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String said = text(name);
        if (!said.matches("-?\\d{1,9}")) {
            throw new AwsException("MalformedInput", "'" + said + "' at '" + name + "' is not a number");
        }
        int number = Integer.parseInt(said);
        if (number < least || number > most) {
            throw wrong("Value '" + said + "' at '" + label(name)
                    + "' failed to satisfy constraint: Member must have value "
                    + (number < least ? "greater than or equal to " + least : "less than or equal to " + most));
        }
        return number;
    }

    public boolean flag(String name) {
        return flag(name, false);
    }

    public boolean flag(String name, boolean otherwise) {
        String said = text(name, String.valueOf(otherwise));
        if (!said.equals("true") && !said.equals("false")) {
            throw new AwsException("MalformedInput", "'" + said + "' at '" + name + "' is not true or false");
        }
        return said.equals("true");
    }

    /** One of these; empty when nothing is said. */
    public String oneOf(String name, String... values) {
        if (has(name) && Stream.of(values).noneMatch(text(name)::equals)) {
            throw wrong("Value '" + text(name) + "' at '" + label(name)
                    + "' failed to satisfy constraint: Member must satisfy enum value set: " + List.of(values));
        }
        return text(name);
    }

    /** A list of texts. */
    public List<String> texts(String name) {
        List<String> out = new ArrayList<>();
        for (int i = 1; has(name + ".member." + i); i++) {
            out.add(text(name + ".member." + i));
        }
        return out;
    }

    /** A list of structures. */
    public List<Form> objects(String name) {
        List<Form> out = new ArrayList<>();
        for (int i = 1; starts(prefix + name + ".member." + i + "."); i++) {
            out.add(new Form(document, prefix + name + ".member." + i + "."));
        }
        return out;
    }

    private boolean starts(String wanted) {
        return document.properties().stream().anyMatch(field -> field.getKey().startsWith(wanted));
    }

    /** Tags, each key once. */
    public Map<String, String> tags(String name) {
        Map<String, String> out = new TreeMap<>();
        for (Form tag : objects(name)) {
            out.put(tag.required("Key"), tag.required("Value"));
        }
        return out;
    }

    /** @param honoured the names that mean something; any other is refused rather than passed over */
    public void refuseOthers(String... honoured) {
        Set<String> known = new TreeSet<>(List.of(honoured));
        known.addAll(List.of("Action", "Version"));
        document.properties().forEach(field -> {
            String name = field.getKey().replaceFirst("\\..*", "");
            if (!known.contains(name) && !field.getValue().asText().equals("false")) {
                throw wrong("'" + name + "' is not simulated");
            }
        });
    }

    /** How AWS names a member that is wrong: with a small letter. */
    public static String label(String name) {
        return name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
    }

    public static AwsException wrong(String what) {
        return new AwsException("ValidationError", "1 validation error detected: " + what);
    }
}
