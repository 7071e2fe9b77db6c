package io.sockerless.drivers.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Evaluates what is between $(( and )): C's integers of 64 bits, with assignments. */
final class Arithmetic {
    private static final List<List<String>> LEVELS = List.of(
            List.of("||"), List.of("&&"), List.of("|"), List.of("^"), List.of("&"), List.of("==", "!="),
            List.of("<=", ">=", "<", ">"), List.of("<<", ">>"), List.of("+", "-"), List.of("*", "/", "%"));
    private static final List<String> ASSIGNING =
            List.of("<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=", "=");
    private static final int DEEPEST = 500;

    private final String text;
    private final Function<String, Optional<String>> get;
    private final BiConsumer<String, String> set;
    private int at;
    private int skipping;
    private int depth;

    private Arithmetic(String text, Function<String, Optional<String>> get, BiConsumer<String, String> set) {
        this.text = text;
        this.get = get;
        this.set = set;
    }

    static long evaluate(String text, Function<String, Optional<String>> get, BiConsumer<String, String> set) {
        Arithmetic it = new Arithmetic(text, get, set);
        it.blanks();
        long value = it.at == text.length() ? 0 : it.assignment();
        if (it.at < text.length()) {
            throw it.error("expecting EOF");
        }
        return value;
    }

    private Control.Failure error(String what) {
        return new Control.Failure("arithmetic expression: " + what + ": \"" + text + "\"");
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(String operator) {
        if (!text.startsWith(operator, at)) {
            return false;
        }
        at += operator.length();
        blanks();
        return true;
    }

    private long assignment() {
        if (++depth > DEEPEST) {
            throw error("nested too deeply");
        }
        int start = at;
        String name = name();
        if (!name.isEmpty()) {
            for (String operator : ASSIGNING) {
                if (text.startsWith(operator, at) && !text.startsWith("==", at)) {
                    take(operator);
                    long right = assignment();
                    depth--;
                    if (skipping > 0) {
                        return 0;
                    }
                    long value = operator.equals("=")
                            ? right
                            : apply(operator.substring(0, operator.length() - 1), variable(name), right);
                    set.accept(name, Long.toString(value));
                    return value;
                }
            }
        }
        at = start;
        long value = conditional();
        depth--;
        return value;
    }

    private long conditional() {
        long condition = binary(0);
        if (!take("?")) {
            return condition;
        }
        long yes = skipped(condition == 0, this::assignment);
        if (!take(":")) {
            throw error("expecting ':'");
        }
        long no = skipped(condition != 0, this::conditional);
        return condition != 0 ? yes : no;
    }

    private interface Term {
        long value();
    }

    private long skipped(boolean skip, Term term) {
        skipping += skip ? 1 : 0;
        long value = term.value();
        skipping -= skip ? 1 : 0;
        return value;
    }

    private Optional<String> operator(int level) {
        return LEVELS.get(level).stream()
                .filter(o -> text.startsWith(o, at))
                .filter(o -> !text.startsWith("=", at + o.length()) || o.length() == 2 && !o.equals("<<") && !o.equals(">>"))
                .filter(o -> level != 2 && level != 4 || !text.startsWith(o + o, at))
                .filter(o -> level != 6 || !text.startsWith("<<", at) && !text.startsWith(">>", at))
                .findFirst();
    }

    private long binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        long left = binary(level + 1);
        for (Optional<String> found = operator(level); found.isPresent(); found = operator(level)) {
            String operator = found.get();
            take(operator);
            long before = left;
            left = switch (operator) {
                case "||" -> before != 0 | skipped(before != 0, () -> binary(level + 1)) != 0 ? 1 : 0;
                case "&&" -> before != 0 & skipped(before == 0, () -> binary(level + 1)) != 0 ? 1 : 0;
                default -> apply(operator, before, binary(level + 1));
            };
        }
        return left;
    }

    private long apply(String operator, long a, long b) {
        if ((operator.equals("/") || operator.equals("%")) && b == 0) {
            if (skipping > 0) {
                return 0;
            }
            throw error("division by zero");
        }
        return switch (operator) {
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "==" -> a == b ? 1 : 0;
            case "!=" -> a != b ? 1 : 0;
            case "<=" -> a <= b ? 1 : 0;
            case ">=" -> a >= b ? 1 : 0;
            case "<" -> a < b ? 1 : 0;
            case ">" -> a > b ? 1 : 0;
            case "<<" -> a << b;
            case ">>" -> a >> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            default -> a % b;
        };
    }

    private long unary() {
        if (++depth > DEEPEST) {
            throw error("nested too deeply");
        }
        long value = take("-") ? -unary() : take("+") ? unary() : take("~") ? ~unary() : take("!") ? not() : primary();
        depth--;
        return value;
    }

    private long not() {
        return unary() == 0 ? 1 : 0;
    }

    private long primary() {
        if (take("(")) {
            long value = assignment();
            if (!take(")")) {
                throw error("expecting ')'");
            }
            return value;
        }
        String name = name();
        if (!name.isEmpty()) {
            return skipping > 0 ? 0 : variable(name);
        }
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw error("expecting primary");
        }
        String digits = text.substring(start, at);
        blanks();
        return number(digits).orElseThrow(() -> error("expecting EOF"));
    }

    private String name() {
        int start = at;
        while (at < text.length()
                && (Character.isLetter(text.charAt(at))
                        || text.charAt(at) == '_'
                        || at > start && Character.isDigit(text.charAt(at)))) {
            at++;
        }
        String name = text.substring(start, at);
        if (!name.isEmpty()) {
            blanks();
        }
        return name;
    }

    private long variable(String name) {
        String value = get.apply(name).orElse("").strip();
        boolean negative = value.startsWith("-");
        String digits = negative || value.startsWith("+") ? value.substring(1) : value;
        long number = value.isEmpty()
                ? 0
                : number(digits).orElseThrow(() -> new Control.Failure("Illegal number: " + value));
        return negative ? -number : number;
    }

    private static Optional<Long> number(String digits) {
        int base = digits.startsWith("0x") || digits.startsWith("0X") ? 16 : digits.startsWith("0") ? 8 : 10;
        try {
            return Optional.of(new java.math.BigInteger(base == 16 ? digits.substring(2) : digits, base)
                    .min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                    .longValue());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
