package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shell-like rules of Dockerfile instructions: splitting at blanks outside of quotes, removing quotes, and replacing
 * {@code $NAME}, {@code ${NAME}} and the forms of {@code ${NAME…}} that have a default, a pattern or a replacement
 * (Dockerfile reference, "Environment replacement").
 */
public final class ShellWords {
    private final String text;
    private final Map<String, String> environment;
    private final char escape;
    private int at;

    private ShellWords(String text, Map<String, String> environment, char escape) {
        this.text = text;
        this.environment = environment;
        this.escape = escape;
    }

    /** Splits at blanks that are neither quoted nor escaped; quotes and escapes stay. */
    static List<String> split(String text) {
        return split(text, '\\');
    }

    /**
     * As above.
     *
     * @param escape the escape character, a backslash or a backtick
     */
    public static List<String> split(String text, char escape) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape && quote != '\'' && i + 1 < text.length()) {
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
        return expand(word, environment, '\\');
    }

    /**
     * As above.
     *
     * @param escape the escape character, a backslash or a backtick
     */
    public static String expand(String word, Map<String, String> environment, char escape) {
        return new ShellWords(word, environment, escape).until('\0');
    }

    private String until(char stop) {
        StringBuilder out = new StringBuilder();
        while (at < text.length() && (stop == '\0' || text.charAt(at) != stop)) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> out.append(single());
                case '"' -> twice(out);
                case '$' -> out.append(variable());
                default -> out.append(c == escape && at < text.length() ? text.charAt(at++) : c);
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
            } else if (c == escape && at < text.length() && ("\"$" + escape).indexOf(text.charAt(at)) >= 0) {
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
        char next = at == text.length() ? '\0' : text.charAt(at++);
        return switch (next) {
            case '}' -> environment.getOrDefault(name, "");
            case ':' -> {
                if (at == text.length()) {
                    throw failed("syntax error: missing '}'");
                }
                char modifier = text.charAt(at++);
                yield substituted(
                        name,
                        modifier,
                        until('}'),
                        environment.getOrDefault(name, "").isEmpty());
            }
            case '-', '+', '?' -> substituted(name, next, until('}'), !environment.containsKey(name));
            case '#', '%' -> {
                boolean longest = at < text.length() && text.charAt(at) == next;
                at += longest ? 1 : 0;
                String pattern = until('}');
                yield ShellPattern.cut(environment.getOrDefault(name, ""), pattern, next == '#', longest);
            }
            case '/' -> {
                boolean all = at < text.length() && text.charAt(at) == '/';
                at += all ? 1 : 0;
                String pattern = until('/');
                yield ShellPattern.replace(environment.getOrDefault(name, ""), pattern, until('}'), all);
            }
            default -> throw failed("missing ':' in substitution");
        };
    }

    private String substituted(String name, char modifier, String word, boolean missing) {
        return switch (modifier) {
            case '-' -> missing ? word : environment.getOrDefault(name, "");
            case '+' -> missing ? "" : word;
            case '?' -> {
                if (missing) {
                    throw failed(name + ": " + (word.isEmpty() ? "is not allowed to be empty" : word));
                }
                yield environment.getOrDefault(name, "");
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
