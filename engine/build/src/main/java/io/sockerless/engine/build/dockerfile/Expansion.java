package io.sockerless.engine.build.dockerfile;

import java.util.function.UnaryOperator;

/** One pass over a word; see {@link Expander}. */
final class Expansion {
    private static final int END = -1;
    /** Words within words are expanded by recursion: far more than anybody writes, far less than fills a stack. */
    private static final int DEEPEST = 100;

    private final String source;
    private final char escape;
    private final boolean quotes;
    private final UnaryOperator<String> variables;
    private int at;
    private int depth;

    /** @param variables the value of a variable, null if it is not set */
    Expansion(String source, char escape, boolean quotes, UnaryOperator<String> variables) {
        this.source = source;
        this.escape = escape;
        this.quotes = quotes;
        this.variables = variables;
    }

    Expanded all() {
        return until(END, false);
    }

    private int peek() {
        return at < source.length() ? source.codePointAt(at) : END;
    }

    private int next() {
        int c = peek();
        at += c == END ? 0 : Character.charCount(c);
        return c;
    }

    /** @param raw whether escapes stay, because what is read is a pattern, which has its own */
    private Expanded until(int stop, boolean raw) {
        if (++depth > DEEPEST) {
            throw DockerfileError.of("substitutions are nested too deeply");
        }
        Expanded out = new Expanded();
        for (int c = next(); c != stop; c = next()) {
            if (c == END) {
                throw DockerfileError.of(
                        "unexpected end of statement while looking for matching " + Character.toString(stop));
            } else if (c == '\'' && quotes) {
                out.addWhole(single());
            } else if (c == '"' && quotes) {
                out.addWhole(twice(raw));
            } else if (c == '$') {
                out.addLoose(dollar());
            } else if (c == escape) {
                String escaped = peek() == END ? "" : Character.toString(next());
                out.addWhole(raw ? escape + escaped : escaped);
            } else {
                out.addLoose(Character.toString(c));
            }
        }
        depth--;
        return out;
    }

    private String single() {
        int end = source.indexOf('\'', at);
        if (end < 0) {
            at = source.length();
            throw DockerfileError.of("unexpected end of statement while looking for matching single-quote");
        }
        String inner = source.substring(at, end);
        at = end + 1;
        return inner;
    }

    private String twice(boolean raw) {
        StringBuilder out = new StringBuilder();
        for (int c = next(); c != '"'; c = next()) {
            if (c == END) {
                throw DockerfileError.of("unexpected end of statement while looking for matching double-quote");
            } else if (c == '$') {
                out.append(dollar());
            } else if (c == escape && (peek() == '"' || peek() == '$' || peek() == escape)) {
                out.append(raw ? Character.toString(escape) : "").appendCodePoint(next());
            } else {
                out.appendCodePoint(c); // an escape character that escapes nothing, too
            }
        }
        return out.toString();
    }

    private String dollar() {
        if (peek() != '{') {
            String name = name();
            return name.isEmpty() ? "$" : orEmpty(variables.apply(name));
        }
        next();
        int first = peek();
        if (first == END) {
            throw unclosed();
        }
        if (first == '{' || first == '}' || first == ':') {
            throw DockerfileError.of("syntax error: bad substitution");
        }
        String name = name();
        int modifier = next();
        return switch (modifier) {
            case '}' -> orEmpty(variables.apply(name));
            case ':' -> conditional(name, next(), true);
            case '-', '+', '?' -> conditional(name, modifier, false);
            case '#', '%' -> trimmed(name, modifier);
            case '/' -> replaced(name);
            default -> throw DockerfileError.of("missing ':' in substitution");
        };
    }

    private String conditional(String name, int modifier, boolean emptyIsMissing) {
        String word = inBraces('}', false);
        String value = variables.apply(name);
        boolean missing = value == null || emptyIsMissing && value.isEmpty();
        return switch (modifier) {
            case '-' -> missing ? word : value;
            case '+' -> missing ? "" : word;
            case '?' -> {
                if (missing) {
                    String why = "is not allowed to be " + (value == null ? "unset" : "empty");
                    throw DockerfileError.of(name + ": " + (word.isEmpty() ? why : word));
                }
                yield value;
            }
            default ->
                throw DockerfileError.of("unsupported modifier ("
                        + (modifier == END ? "" : Character.toString(modifier)) + ") in substitution");
        };
    }

    private String trimmed(String name, int side) {
        String pattern = inBraces('}', true);
        boolean longest = !pattern.isEmpty() && pattern.charAt(0) == side;
        ShellPattern shell = ShellPattern.of(longest ? pattern.substring(1) : pattern);
        String value = orEmpty(variables.apply(name));
        return side == '#' ? shell.withoutPrefix(value, longest) : shell.withoutSuffix(value, longest);
    }

    private String replaced(String name) {
        boolean everywhere = peek() == '/';
        if (everywhere) {
            next();
        }
        String pattern;
        try {
            pattern = until('/', true).text().toString();
        } catch (DockerfileError e) {
            throw at < source.length() ? e : DockerfileError.of("syntax error: missing '/' in ${}");
        }
        String replacement = inBraces('}', true);
        return ShellPattern.of(pattern).replace(orEmpty(variables.apply(name)), replacement, everywhere);
    }

    private String inBraces(int stop, boolean raw) {
        try {
            return until(stop, raw).text().toString();
        } catch (DockerfileError e) {
            throw at < source.length() ? e : unclosed();
        }
    }

    private static DockerfileError unclosed() {
        return DockerfileError.of("syntax error: missing '}'");
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }

    /** A name, a number, or one of the signs that a shell has as names, which are never set here. */
    private String name() {
        int start = at;
        int first = peek();
        if (Character.isDigit(first)) {
            while (Character.isDigit(peek())) {
                next();
            }
        } else if (first != END && "@*#?-$!".indexOf(first) >= 0) {
            next();
        } else {
            while (Character.isLetterOrDigit(peek()) || peek() == '_') {
                next();
            }
        }
        return source.substring(start, at);
    }
}
