package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.oci.OciJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways in which Docker splits the arguments of instructions. */
final class Words {
    static final Pattern BLANKS = Pattern.compile("[\\t\\x0B\\f\\r ]+");

    private Words() {}

    /** At blanks, whatever is quoted. */
    static List<String> blank(String rest) {
        return rest.isEmpty() ? List.of() : List.of(BLANKS.split(rest, -1));
    }

    /** At blanks that are neither quoted nor escaped; quotes and escapes are kept. */
    static List<String> quoted(String rest, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            if (c == escape && quote != '\'') {
                if (i + 1 == rest.length()) {
                    continue; // nothing follows that it could escape
                }
                word.append(c).append(rest.charAt(++i));
                continue;
            }
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            word.append(c);
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** Names and values in turn: {@code name=value …}, or {@code name value} if there is no equals sign in the first. */
    static List<String> pairs(String instruction, String rest, char escape) {
        List<String> words = quoted(rest, escape);
        if (words.isEmpty()) {
            return List.of();
        }
        if (!words.getFirst().contains("=")) {
            String[] pair = BLANKS.split(rest, 2);
            if (pair.length < 2) {
                throw DockerfileError.of(instruction + " must have two arguments");
            }
            return List.of(pair);
        }
        List<String> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw DockerfileError.of(
                        "Syntax error - can't find = in " + quote(word) + ". Must be of the form: name=value");
            }
            pairs.add(word.substring(0, equals));
            pairs.add(word.substring(equals + 1));
        }
        return pairs;
    }

    /**
     * Takes flags from the beginning, of which quotes and escapes are removed.
     *
     * @return what follows them
     */
    static String flags(String rest, List<String> flags) {
        int at = 0;
        while (true) {
            while (at < rest.length() && Character.isWhitespace(rest.charAt(at))) {
                at++;
            }
            if (!rest.startsWith("--", at)) {
                return rest.substring(at);
            }
            StringBuilder flag = new StringBuilder();
            char quote = 0;
            for (; at < rest.length() && (quote != 0 || !Character.isWhitespace(rest.charAt(at))); at++) {
                char c = rest.charAt(at);
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                } else if (c != '\\') {
                    flag.append(c);
                } else if (at + 1 < rest.length()) {
                    flag.append(rest.charAt(++at));
                }
            }
            if (flag.toString().equals("--")) {
                return rest.substring(at);
            }
            flags.add(flag.toString());
        }
    }

    /**
     * The strings of a JSON array; empty if it is none, and then is meant for a shell. As dockerd 20.10 does, nothing is
     * made of what follows the array.
     */
    static Optional<List<String>> array(String rest) {
        return OciJson.leadingArray(rest).map(values -> {
            List<String> words = new ArrayList<>();
            for (Object value : values) {
                if (!(value instanceof String word)) {
                    throw DockerfileError.of("when using JSON array syntax, arrays must be comprised of strings only");
                }
                words.add(word);
            }
            return List.copyOf(words);
        });
    }

    /** A text in quotes as Docker's messages have it. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
