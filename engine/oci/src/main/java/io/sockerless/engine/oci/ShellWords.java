package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shell-like rules of Dockerfile instructions: splitting at blanks outside of quotes, removing quotes, and replacing
 * {@code $NAME}, {@code ${NAME}}, {@code ${NAME:-word}} and {@code ${NAME:+word}} (Dockerfile reference, "Environment
 * replacement").
 */
final class ShellWords {
    private final String text;
    private final Map<String, String> environment;
    private int at;

    private ShellWords(String text, Map<String, String> environment) {
        this.text = text;
        this.environment = environment;
    }

    /** Splits at blanks that are neither quoted nor escaped; quotes and escapes stay. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(c).append(text.charAt(++i));
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                }
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /**
     * Removes quotes and escapes, and replaces variables; unknown ones become empty.
     *
     * @throws EngineException INVALID if a quote or a brace is not closed, or a substitution is malformed
     */
    static String expand(String word, Map<String, String> environment) {
        return new ShellWords(word, environment).until('\0');
    }

    private String until(char stop) {
        StringBuilder out = new StringBuilder();
        while (at < text.length() && (stop == '\0' || text.charAt(at) != stop)) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> out.append(single());
                case '"' -> twice(out);
                case '\\' -> out.append(at < text.length() ? text.charAt(at++) : c);
                case '$' -> out.append(variable());
                default -> out.append(c);
            }
        }
        if (stop != '\0') {
            if (at == text.length()) {
                throw failed("syntax error: missing '}'");
            }
            at++;
        }
        return out.toString();
    }

    private String single() {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw failed("unexpected end of statement while looking for matching single-quote");
        }
        String inner = text.substring(at, end);
        at = end + 1;
        return inner;
    }

    private void twice(StringBuilder out) {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '$') {
                out.append(variable());
            } else if (c == '\\' && at < text.length() && "\"$\\".indexOf(text.charAt(at)) >= 0) {
                out.append(text.charAt(at++));
            } else {
                out.append(c);
            }
        }
        throw failed("unexpected end of statement while looking for matching double-quote");
    }

    private String variable() {
        if (at == text.length()) {
            return "$";
        }
        if (text.charAt(at) != '{') {
            String name = name();
            return name.isEmpty() ? "$" : environment.getOrDefault(name, "");
        }
        at++;
        String name = name();
        if (name.isEmpty()) {
            throw failed("syntax error: bad substitution");
        }
        String value = environment.getOrDefault(name, "");
        char next = at == text.length() ? '\0' : text.charAt(at++);
        if (next == '}') {
            return value;
        }
        if (next != ':') {
            throw failed("missing ':' in substitution");
        }
        if (at == text.length()) {
            throw failed("syntax error: missing '}'");
        }
        char modifier = text.charAt(at++);
        String word = until('}');
        return switch (modifier) {
            case '-' -> value.isEmpty() ? word : value;
            case '+' -> value.isEmpty() ? "" : word;
            case '?' -> {
                if (value.isEmpty()) {
                    throw failed(name + ": " + (word.isEmpty() ? "is not allowed to be empty" : word));
                }
                yield value;
            }
            default -> throw failed("unsupported modifier (" + modifier + ") in substitution");
        };
    }

    private EngineException failed(String why) {
        String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
        return EngineException.invalid("failed to process \"" + quoted + "\": " + why);
    }

    /** A name, or one of the digits and signs that a shell has as names, which are never set here. */
    private String name() {
        if (at < text.length() && "0123456789@*#?-!$".indexOf(text.charAt(at)) >= 0) {
            return text.substring(at, ++at);
        }
        int start = at;
        while (at < text.length() && isNameCharacter(text.charAt(at), at == start)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNameCharacter(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }
}
