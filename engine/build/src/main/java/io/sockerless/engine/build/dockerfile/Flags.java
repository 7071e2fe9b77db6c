package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code --name=value} words before an instruction's arguments. */
final class Flags {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final String rest;

    private Flags(String rest) {
        this.rest = rest;
    }

    /**
     * @param known names; those that may be given several times end with an asterisk
     * @throws EngineException INVALID, without the line
     */
    static Flags of(String text, char escape, Set<String> known) {
        List<String> flags = new ArrayList<>();
        String left = text;
        while (left.startsWith("--")) {
            int end = end(left, escape);
            String word = left.substring(0, end);
            left = left.substring(end).stripLeading();
            if (word.equals("--")) {
                break;
            }
            flags.add(unquoted(word.substring(2), escape));
        }
        Flags found = new Flags(left);
        flags.forEach(flag -> found.add(flag, known));
        return found;
    }

    private static int end(String text, char escape) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape) {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                return i;
            }
        }
        return text.length();
    }

    private static String unquoted(String word, char escape) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == escape && i + 1 < word.length()) {
                out.append(word.charAt(++i));
            } else if (c != '"' && c != '\'') {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void add(String flag, Set<String> known) {
        String name = flag.split("=", 2)[0];
        boolean many = known.contains(name + "*");
        if (!many && !known.contains(name)) {
            throw EngineException.invalid("Unknown flag: " + name);
        }
        if (!many && values.containsKey(name)) {
            throw EngineException.invalid("Duplicate flag specified: " + name);
        }
        boolean bare = !flag.contains("=");
        if (bare && !Set.of("link", "parents", "keep-git-dir", "unpack").contains(name)) {
            throw EngineException.invalid("Missing a value on flag: " + name);
        }
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(bare ? "true" : flag.split("=", 2)[1]);
    }

    /** What follows them. */
    String rest() {
        return rest;
    }

    String text(String name) {
        return values.containsKey(name) ? values.get(name).getFirst() : "";
    }

    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    Optional<Boolean> flag(String name) {
        if (!values.containsKey(name)) {
            return Optional.empty();
        }
        return switch (text(name).toLowerCase(java.util.Locale.ROOT)) {
            case "true", "1", "t" -> Optional.of(true);
            case "false", "0", "f" -> Optional.of(false);
            default ->
                throw EngineException.invalid("expecting boolean value for flag " + name + ", not: " + text(name));
        };
    }

    /** The names that were given. */
    Set<String> names() {
        return new HashSet<>(values.keySet());
    }
}
