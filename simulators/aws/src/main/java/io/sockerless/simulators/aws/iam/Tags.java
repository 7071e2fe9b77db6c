package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Tags of users, roles, policies and instance profiles: 50 of them, whose keys differ by more than case. */
record Tags(Directory directory) {
    private static final int MOST = 50;
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    Map<String, Operation> operations() {
        Map<String, Operation> out = new HashMap<>();
        for (Kind kind : List.of(Kind.USER, Kind.ROLE)) {
            add(
                    out,
                    kind.word(),
                    (caller, form) -> directory.entity(kind, caller, form),
                    Entity::tags,
                    (entity, tags) -> directory.entities().put(entity.tagged(tags)));
        }
        add(
                out,
                "Policy",
                (caller, form) -> directory.policy(caller, form.required("PolicyArn")),
                Policy::tags,
                (policy, tags) -> directory.policies().put(Policies.own(policy).tagged(tags)));
        add(
                out,
                "InstanceProfile",
                (caller, form) -> Profiles.profile(directory, caller, form),
                Profile::tags,
                (profile, tags) -> directory.profiles().put(profile.tagged(tags)));
        return out;
    }

    private interface Writer<T> {
        void write(T thing, Map<String, String> tags);
    }

    private static <T> void add(
            Map<String, Operation> out,
            String word,
            BiFunction<Caller, Form, T> find,
            Function<T, Map<String, String>> tags,
            Writer<T> write) {
        out.put("Tag" + word, (caller, form) -> {
            Map<String, String> given = read(form);
            T thing = find.apply(caller, form);
            Map<String, String> all = new TreeMap<>(tags.apply(thing));
            given.forEach((key, value) -> {
                all.keySet().removeIf(key::equalsIgnoreCase);
                all.put(key, value);
            });
            if (all.size() > MOST) {
                throw Directory.limit("TagsPer" + (word.equals("Policy") ? "CustomerManagedPolicy" : word), MOST);
            }
            write.write(thing, all);
            return Directory.node();
        });
        out.put("Untag" + word, (caller, form) -> {
            List<String> keys = form.texts("TagKeys");
            count(keys.size(), "tagKeys", keys);
            keys.forEach(key -> key(key, "tagKeys"));
            T thing = find.apply(caller, form);
            Map<String, String> all = new TreeMap<>(tags.apply(thing));
            all.keySet().removeIf(key -> keys.stream().anyMatch(key::equalsIgnoreCase));
            write.write(thing, all);
            return Directory.node();
        });
        out.put("List" + word + "Tags", (caller, form) -> {
            ObjectNode page = Directory.node();
            Map<String, String> all = tags.apply(find.apply(caller, form));
            Directory.page(page, "Tags", List.copyOf(all.keySet()), key -> key, key -> pair(key, all.get(key)), form);
            return page;
        });
    }

    private static ObjectNode pair(String key, String value) {
        return Directory.node().put("Key", key).put("Value", value);
    }

    static ArrayNode shown(Map<String, String> tags) {
        ArrayNode out = Json.MAPPER.createArrayNode();
        new TreeMap<>(tags).forEach((key, value) -> out.add(pair(key, value)));
        return out;
    }

    /** @throws AwsException ValidationError, InvalidInput */
    static Map<String, String> read(Form form) {
        List<Form> given = form.objects("Tags");
        count(given.size(), "tags", given);
        Map<String, String> out = new TreeMap<>();
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < given.size(); i++) {
            String where = "tags." + (i + 1) + ".member.";
            String key = given.get(i).required("Key");
            String value = given.get(i).required("Value");
            key(key, where + "key");
            if (value.length() > 256) {
                throw longer(value, where + "value", 256);
            }
            check(value, where + "value", "*");
            if (!seen.add(key.toLowerCase(Locale.ROOT))) {
                throw new AwsException(
                        "InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            out.put(key, value);
        }
        return out;
    }

    private static void count(int number, String what, Object given) {
        if (number > MOST) {
            throw longer(String.valueOf(given), what, MOST);
        }
    }

    private static void key(String key, String where) {
        if (key.length() > 128) {
            throw longer(key, where, 128);
        }
        if (key.isEmpty()) {
            throw Form.wrong("Value '' at '" + where
                    + "' failed to satisfy constraint: Member must have length greater than or equal to 1");
        }
        check(key, where, "+");
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw new AwsException("InvalidInput", "Tag keys that begin with aws: are reserved for system use: " + key);
        }
    }

    private static void check(String text, String where, String times) {
        if (!CHARACTERS.matcher(text).matches()) {
            throw Form.wrong("Value '" + text + "' at '" + where
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]" + times);
        }
    }

    private static AwsException longer(String value, String where, int most) {
        return Form.wrong("Value '" + value + "' at '" + where
                + "' failed to satisfy constraint: Member must have length less than or equal to " + most + ".");
    }
}
