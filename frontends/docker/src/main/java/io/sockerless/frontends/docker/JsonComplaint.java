package io.sockerless.frontends.docker;

import java.nio.charset.StandardCharsets;

/**
 * What is wrong with a JSON text, in the words of Go's decoder, which clients of dockerd know (package
 * {@code encoding/json}), which reads bytes, not characters.
 */
final class JsonComplaint {
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** As the parser that refused the text; Go's goes to 10,000. */
    private static final int DEEPEST = 1_000;

    private final String text;
    private int at;

    private JsonComplaint(String text) {
        this.text = text;
    }

    /** The first fault of a text that another parser refused. */
    static String of(byte[] bytes) {
        JsonComplaint reader = new JsonComplaint(new String(bytes, StandardCharsets.ISO_8859_1));
        try {
            reader.value(0);
        } catch (Broken fault) {
            return fault.getMessage();
        }
        return "invalid value";
    }

    private void value(int depth) throws Broken {
        if (depth > DEEPEST) {
            throw new Broken("exceeded max depth");
        }
        char first = next();
        switch (first) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (first != '-' && !digit(first)) {
                    throw unexpected(first, "looking for beginning of value");
                }
                number(first);
            }
        }
    }

    private void object(int depth) throws Broken {
        char key = next();
        if (key == '}') {
            return;
        }
        while (true) {
            if (key != '"') {
                throw unexpected(key, "looking for beginning of object key string");
            }
            string();
            expect(':', "after object key");
            value(depth + 1);
            char after = next();
            if (after == '}') {
                return;
            }
            if (after != ',') {
                throw unexpected(after, "after object key:value pair");
            }
            key = next();
        }
    }

    private void array(int depth) throws Broken {
        if (next() == ']') {
            return;
        }
        at--;
        while (true) {
            value(depth + 1);
            char after = next();
            if (after == ']') {
                return;
            }
            if (after != ',') {
                throw unexpected(after, "after array element");
            }
        }
    }

    private void string() throws Broken {
        for (char c = raw(); c != '"'; c = raw()) {
            if (c < 0x20) {
                throw unexpected(c, "in string literal");
            }
            if (c == '\\') {
                escape();
            }
        }
    }

    private void escape() throws Broken {
        char kind = raw();
        if (kind == 'u') {
            for (int i = 0; i < 4; i++) {
                char digit = raw();
                if (Character.digit(digit, 16) < 0) {
                    throw unexpected(digit, "in \\u hexadecimal character escape");
                }
            }
        } else if ("bfnrt\\/\"".indexOf(kind) < 0) {
            throw unexpected(kind, "in string escape code");
        }
    }

    private void literal(String word) throws Broken {
        for (int i = 1; i < word.length(); i++) {
            expectRaw(word.charAt(i), "in literal " + word + " (expecting " + quoted(word.charAt(i)) + ")");
        }
    }

    private void number(char first) throws Broken {
        char lead = first == '-' ? digitNext("in numeric literal") : first;
        if (lead != '0') {
            digits();
        }
        if (peek('.')) {
            digitNext("after decimal point in numeric literal");
            digits();
        }
        if (peek('e') || peek('E')) {
            if (!peek('+')) {
                peek('-');
            }
            digitNext("in exponent of numeric literal");
            digits();
        }
    }

    private char digitNext(String where) throws Broken {
        char c = raw();
        if (!digit(c)) {
            throw unexpected(c, where);
        }
        return c;
    }

    private void digits() {
        while (at < text.length() && digit(text.charAt(at))) {
            at++;
        }
    }

    private boolean peek(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void expect(char wanted, String where) throws Broken {
        char c = next();
        if (c != wanted) {
            throw unexpected(c, where);
        }
    }

    private void expectRaw(char wanted, String where) throws Broken {
        char c = raw();
        if (c != wanted) {
            throw unexpected(c, where);
        }
    }

    private char next() throws Broken {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return raw();
    }

    private char raw() throws Broken {
        if (at >= text.length()) {
            throw new Broken("unexpected EOF");
        }
        return text.charAt(at++);
    }

    private static Broken unexpected(char c, String where) {
        return new Broken("invalid character " + quoted(c) + " " + where);
    }

    private static String quoted(char c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            case '\\' -> "'\\\\'";
            default -> c < 0x20 ? "'\\x%02x'".formatted((int) c) : "'" + c + "'";
        };
    }
}
