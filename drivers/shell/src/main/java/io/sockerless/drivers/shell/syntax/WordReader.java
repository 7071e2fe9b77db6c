package io.sockerless.drivers.shell.syntax;

import io.sockerless.drivers.shell.syntax.Word.Arithmetic;
import io.sockerless.drivers.shell.syntax.Word.Parameter;
import io.sockerless.drivers.shell.syntax.Word.Part;
import io.sockerless.drivers.shell.syntax.Word.Substitution;
import io.sockerless.drivers.shell.syntax.Word.Text;
import java.util.ArrayList;
import java.util.List;

/** Reads words: quoting and expansions. */
final class WordReader {
    /** Where a word stands: what is special there. */
    private enum Mode {
        PLAIN,
        OPERAND,
        QUOTED,
        QUOTED_OPERAND,
        HERE,
        ARITHMETIC;

        boolean quotes() {
            return this != PLAIN && this != OPERAND;
        }
    }

    private static final String SPECIAL = "@*#?-$!";
    private static final String ENDS_WORD = " \t\n|&;<>()";

    private final Source source;
    private final Parser parser;

    WordReader(Source source, Parser parser) {
        this.source = source;
        this.parser = parser;
    }

    static boolean nameStart(int c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean name(String text) {
        return !text.isEmpty()
                && nameStart(text.charAt(0))
                && text.chars().allMatch(c -> nameStart(c) || digit(c));
    }

    SyntaxError error(String message) {
        return new SyntaxError(source.line(), "Syntax error: " + message);
    }

    Word word() {
        return new Collected(Mode.PLAIN).read();
    }

    /** A here-document's text, which is all of the source. */
    Word here() {
        return new Collected(Mode.HERE).read();
    }

    private final class Collected {
        private final Mode mode;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int depth;

        Collected(Mode mode) {
            this.mode = mode;
        }

        Word read() {
            for (int c = source.peek(); !ends(c); c = source.peek()) {
                one(c);
            }
            flush();
            return new Word(parts);
        }

        private boolean ends(int c) {
            return switch (mode) {
                case PLAIN -> c == Source.END || ENDS_WORD.indexOf(c) >= 0;
                case HERE -> c == Source.END;
                case QUOTED -> c == '"' || unended(c, "Unterminated quoted string");
                case OPERAND, QUOTED_OPERAND -> c == '}' || unended(c, "Missing '}'");
                case ARITHMETIC -> c == ')' && depth == 0 || unended(c, "Missing '))'");
            };
        }

        private boolean unended(int c, String message) {
            if (c == Source.END) {
                throw error(message);
            }
            return false;
        }

        private void one(int c) {
            switch (c) {
                case '\\' -> backslash();
                case '\'' -> {
                    if (mode.quotes()) {
                        plain();
                    } else {
                        single();
                    }
                }
                case '"' -> {
                    switch (mode) {
                        case HERE -> plain();
                        case ARITHMETIC -> source.takeRaw();
                        case PLAIN, OPERAND, QUOTED, QUOTED_OPERAND -> quoted();
                    }
                }
                case '$' -> {
                    source.takeRaw();
                    dollar();
                }
                case '`' -> {
                    source.takeRaw();
                    add(backquoted());
                }
                case '(' -> {
                    depth++;
                    plain();
                }
                case ')' -> {
                    depth--;
                    plain();
                }
                default -> plain();
            }
        }

        private void plain() {
            text.append((char) source.takeRaw());
        }

        private void flush() {
            if (!text.isEmpty()) {
                parts.add(new Text(text.toString(), mode.quotes()));
                text.setLength(0);
            }
        }

        private void add(Part part) {
            flush();
            parts.add(part);
        }

        private void backslash() {
            source.takeRaw();
            int c = source.raw();
            if (c == Source.END) {
                text.append('\\');
            } else if (!mode.quotes()) {
                add(new Text(String.valueOf((char) source.takeRaw()), true));
            } else {
                String escaped =
                        switch (mode) {
                            case HERE, ARITHMETIC -> "$`\\";
                            case QUOTED_OPERAND -> "$`\"\\}";
                            case PLAIN, OPERAND, QUOTED -> "$`\"\\";
                        };
                if (escaped.indexOf(c) < 0) {
                    text.append('\\');
                }
                plain();
            }
        }

        private void single() {
            source.takeRaw();
            StringBuilder quoted = new StringBuilder();
            for (int c = source.takeRaw(); c != '\''; c = source.takeRaw()) {
                unended(c, "Unterminated quoted string");
                quoted.append((char) c);
            }
            add(new Text(quoted.toString(), true));
        }

        private void quoted() {
            source.takeRaw();
            Word inner = new Collected(Mode.QUOTED).read();
            source.take();
            flush();
            if (inner.parts().isEmpty()) {
                parts.add(new Text("", true));
            }
            parts.addAll(inner.parts());
        }

        private void dollar() {
            int c = source.peek();
            if (c == '(') {
                source.takeRaw();
                add(parenthesis());
            } else if (c == '{') {
                source.takeRaw();
                add(braces());
            } else if (nameStart(c)) {
                add(new Parameter(takeName(), "", new Word(List.of()), mode.quotes()));
            } else if (digit(c) || c > 0 && SPECIAL.indexOf(c) >= 0) {
                String name = String.valueOf((char) source.takeRaw());
                add(new Parameter(name, "", new Word(List.of()), mode.quotes()));
            } else {
                text.append('$');
            }
        }

        private Part parenthesis() {
            if (source.peek() == '(') {
                Source.Mark mark = source.mark();
                source.takeRaw();
                Word inner = new Collected(Mode.ARITHMETIC).read();
                source.take();
                if (source.takeIf(')')) {
                    return new Arithmetic(inner, mode.quotes());
                }
                source.reset(mark);
            }
            return new Substitution(parser.nested(), mode.quotes());
        }

        private Part backquoted() {
            int line = source.line();
            StringBuilder script = new StringBuilder();
            for (int c = source.takeRaw(); c != '`'; c = source.takeRaw()) {
                if (c == Source.END) {
                    throw error("EOF in backquote substitution");
                }
                if (c == '\\') {
                    c = source.takeRaw();
                    boolean escaped = c == '$' || c == '`' || c == '\\' || c == '"' && mode.quotes();
                    if (!escaped) {
                        script.append('\\');
                    }
                    if (c == Source.END) {
                        continue;
                    }
                }
                script.append((char) c);
            }
            return new Substitution(parser.inner(script.toString(), line), mode.quotes());
        }

        private Part braces() {
            boolean length = false;
            if (source.peek() == '#') {
                Source.Mark mark = source.mark();
                source.takeRaw();
                int c = source.peek();
                if (nameStart(c) || digit(c)) {
                    length = true;
                } else if (c != '}' && c > 0 && SPECIAL.indexOf(c) >= 0) {
                    source.takeRaw();
                    length = source.peek() == '}';
                    source.reset(mark);
                    if (length) {
                        source.take();
                    }
                } else {
                    source.reset(mark);
                }
            }
            String name = parameterName();
            if (length) {
                boolean good = source.peek() == '}';
                skipOperand();
                return new Parameter(name, good ? "length" : "bad", new Word(List.of()), mode.quotes());
            }
            String operator = operator(name);
            boolean pattern = operator.startsWith("#") || operator.startsWith("%");
            Mode inner = mode.quotes() && !pattern ? Mode.QUOTED_OPERAND : Mode.OPERAND;
            Word operand = new Collected(inner).read();
            source.take();
            return new Parameter(name, operator, operand, mode.quotes());
        }

        private void skipOperand() {
            new Collected(Mode.OPERAND).read();
            source.take();
        }

        private String parameterName() {
            int c = source.peek();
            if (nameStart(c)) {
                return takeName();
            }
            if (digit(c)) {
                StringBuilder digits = new StringBuilder();
                while (digit(source.peek())) {
                    digits.append((char) source.takeRaw());
                }
                return digits.toString();
            }
            return c > 0 && SPECIAL.indexOf(c) >= 0 ? String.valueOf((char) source.takeRaw()) : "";
        }

        private String operator(String name) {
            int c = source.peek();
            if (name.isEmpty()) {
                return "bad";
            }
            switch (c) {
                case '}' -> {
                    return "";
                }
                case ':' -> {
                    source.takeRaw();
                    int next = source.peek();
                    return next > 0 && "-=?+".indexOf(next) >= 0 ? ":" + (char) source.takeRaw() : "bad";
                }
                case '-', '=', '?', '+' -> {
                    return String.valueOf((char) source.takeRaw());
                }
                case '#', '%' -> {
                    char one = (char) source.takeRaw();
                    return source.takeIf(one) ? "" + one + one : String.valueOf(one);
                }
                default -> {
                    return "bad";
                }
            }
        }
    }

    private String takeName() {
        StringBuilder name = new StringBuilder();
        while (nameStart(source.peek()) || digit(source.peek())) {
            name.append((char) source.takeRaw());
        }
        return name.toString();
    }
}
