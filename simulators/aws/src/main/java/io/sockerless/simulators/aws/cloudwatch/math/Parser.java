package io.sockerless.simulators.aws.cloudwatch.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads expressions by recursive descent: or, and, comparisons, sums, products, signs, powers. */
final class Parser {
    private static final int DEEPEST = 100;
    private static final int LONGEST = 2048;
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\\d+\\.?\\d*(?:[eE][-+]?\\d+)?|\\.\\d+)|([A-Za-z][A-Za-z0-9_]*)|[\"']([^\"']*)[\"']|(&&|\\|\\||[<>=!]=|[-+*/^<>(),\\[\\]]))");

    private static final Map<String, DoubleBinaryOperator> OPERATORS = Map.ofEntries(
            Map.entry("||", (a, b) -> truth(a != 0 || b != 0)),
            Map.entry("&&", (a, b) -> truth(a != 0 && b != 0)),
            Map.entry("<", (a, b) -> truth(a < b)),
            Map.entry(">", (a, b) -> truth(a > b)),
            Map.entry("<=", (a, b) -> truth(a <= b)),
            Map.entry(">=", (a, b) -> truth(a >= b)),
            Map.entry("==", (a, b) -> truth(a == b)),
            Map.entry("!=", (a, b) -> truth(a != b)),
            Map.entry("+", Double::sum),
            Map.entry("-", (a, b) -> a - b),
            Map.entry("*", (a, b) -> a * b),
            Map.entry("/", (a, b) -> a / b),
            Map.entry("^", Math::pow));
    private static final List<List<String>> LEVELS = List.of(
            List.of("||", "OR"),
            List.of("&&", "AND"),
            List.of("<", ">", "<=", ">=", "==", "!="),
            List.of("+", "-"),
            List.of("*", "/"));

    private enum Kind {
        NUMBER,
        NAME,
        TEXT,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {}

    private final List<Token> tokens = new ArrayList<>();
    private int next;
    private int depth;

    Parser(String text) {
        if (text.length() > LONGEST) {
            throw new MathException("The expression is longer than " + LONGEST + " characters");
        }
        if (text.strip().toUpperCase(java.util.Locale.ROOT).startsWith("SELECT ")) {
            throw new MathException("Metrics Insights queries are not simulated");
        }
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (!text.substring(at).isBlank()) {
            if (!token.region(at, text.length()).lookingAt()) {
                throw syntax(text.substring(at));
            }
            at = token.end();
            tokens.add(
                    token.group(1) != null
                            ? new Token(Kind.NUMBER, token.group(1))
                            : token.group(2) != null
                                    ? new Token(Kind.NAME, token.group(2))
                                    : token.group(3) != null
                                            ? new Token(Kind.TEXT, token.group(3))
                                            : new Token(Kind.SIGN, token.group(4)));
        }
        tokens.add(new Token(Kind.END, "the end"));
    }

    private static double truth(boolean is) {
        return is ? 1 : 0;
    }

    private static MathException syntax(String at) {
        return new MathException("Syntax error at '" + at + "'");
    }

    Expression whole() {
        Expression all = level(0);
        if (tokens.get(next).kind() != Kind.END) {
            throw syntax(tokens.get(next).text());
        }
        return all;
    }

    private boolean is(String sign) {
        Token token = tokens.get(next);
        return token.kind() == Kind.SIGN && token.text().equals(sign);
    }

    private boolean took(String sign) {
        boolean is = is(sign);
        next += is ? 1 : 0;
        return is;
    }

    private void expect(String sign) {
        if (!took(sign)) {
            throw syntax(tokens.get(next).text());
        }
    }

    private Expression level(int level) {
        if (++depth > DEEPEST * LEVELS.size()) {
            throw new MathException("The expression is nested too deeply");
        }
        Expression left = level == LEVELS.size() ? signed() : level(level + 1);
        while (level < LEVELS.size() && operator(level)) {
            String said = tokens.get(next++).text();
            String sign = said.equals("OR") ? "||" : said.equals("AND") ? "&&" : said;
            left = both(left, level(level + 1), OPERATORS.get(sign));
        }
        depth--;
        return left;
    }

    private boolean operator(int level) {
        Token token = tokens.get(next);
        return (token.kind() == Kind.SIGN || token.kind() == Kind.NAME)
                && LEVELS.get(level).contains(token.text());
    }

    private static Expression both(Expression left, Expression right, DoubleBinaryOperator how) {
        return names -> Value.both(left.of(names), right.of(names), how);
    }

    private Expression signed() {
        if (++depth > DEEPEST * LEVELS.size()) {
            throw new MathException("The expression is nested too deeply");
        }
        Expression out;
        if (took("-")) {
            Expression one = signed();
            out = names -> one.of(names).each(value -> -value);
        } else {
            Expression base = primary();
            out = took("^") ? both(base, signed(), OPERATORS.get("^")) : base;
        }
        depth--;
        return out;
    }

    private Expression primary() {
        if (took("(")) {
            Expression inner = level(0);
            expect(")");
            return inner;
        }
        if (took("[")) {
            return Functions.array(list("]"));
        }
        Token token = tokens.get(next++);
        return switch (token.kind()) {
            case NUMBER -> {
                Value number = new Value.Scalar(Double.parseDouble(token.text()));
                yield _ -> number;
            }
            case TEXT -> _ -> new Value.Text(token.text());
            case NAME -> {
                if (took("(")) {
                    yield Functions.call(token.text(), list(")"));
                }
                yield Character.isUpperCase(token.text().charAt(0))
                        ? _ -> new Value.Text(token.text())
                        : names -> names.named(token.text());
            }
            case SIGN, END -> throw syntax(token.text());
        };
    }

    private List<Expression> list(String end) {
        List<Expression> out = new ArrayList<>();
        if (took(end)) {
            return out;
        }
        do {
            out.add(level(0));
        } while (took(","));
        expect(end);
        return out;
    }
}
