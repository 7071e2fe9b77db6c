package io.sockerless.drivers.shell;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;

/** echo and printf, with dash's escapes. */
final class Printing {
    private static final java.util.regex.Pattern FORMAT =
            java.util.regex.Pattern.compile("%([-+ 0#]*)(\\*|[0-9]+)?(?:\\.(\\*|[0-9]*))?([a-zA-Z])");

    private final Interpreter shell;
    private final StringBuilder out = new StringBuilder();
    private List<String> args;
    private int status;
    private boolean stopped;

    private Printing(Interpreter shell, List<String> args) {
        this.shell = shell;
        this.args = args;
    }

    static int echo(Interpreter shell, List<String> args) {
        boolean newline = args.isEmpty() || !args.getFirst().equals("-n");
        Printing it = new Printing(shell, args);
        it.escape(String.join(" ", newline ? args : args.subList(1, args.size())), true);
        shell.out(newline && !it.stopped ? it.out.append('\n').toString() : it.out.toString());
        return 0;
    }

    static int printf(Interpreter shell, List<String> args) {
        List<String> words = !args.isEmpty() && args.getFirst().equals("--") ? args.subList(1, args.size()) : args;
        if (words.isEmpty()) {
            throw new Control.Failure("usage: printf format [arg ...]");
        }
        Printing it = new Printing(shell, words.subList(1, words.size()));
        int before;
        do {
            before = it.args.size();
            it.format(words.getFirst());
        } while (!it.stopped && !it.args.isEmpty() && it.args.size() < before);
        shell.out(it.out.toString());
        return it.status;
    }

    /** @param argument whether it is one of echo or %b, where octals begin with a 0 and \c ends all */
    private void escape(String text, boolean argument) {
        for (int i = 0; i < text.length() && !stopped; i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
            } else {
                i = escape(text, i + 1, argument);
            }
        }
    }

    /** @return the index of its last character */
    private int escape(String text, int i, boolean argument) {
        char c = text.charAt(i);
        int simple = "abfnrtv\\".indexOf(c);
        if (simple >= 0) {
            out.append("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
            return i;
        }
        if (c == 'c' && argument) {
            stopped = true;
            return i;
        }
        boolean octal = argument ? c == '0' : c >= '0' && c <= '7';
        if (!octal) {
            out.append('\\').append(c);
            return i;
        }
        int at = argument ? i + 1 : i;
        int end = at;
        while (end < text.length() && end < at + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
            end++;
        }
        out.append((char) (end == at ? 0 : Integer.parseInt(text.substring(at, end), 8) & 0xff));
        return end - 1;
    }

    private String argument() {
        if (args.isEmpty()) {
            return "";
        }
        String first = args.getFirst();
        args = args.subList(1, args.size());
        return first;
    }

    private void format(String format) {
        Matcher matcher = FORMAT.matcher(format);
        for (int i = 0; i < format.length() && !stopped; i++) {
            char c = format.charAt(i);
            if (c == '\\' && i + 1 < format.length()) {
                i = escape(format, i + 1, false);
            } else if (c == '%' && format.startsWith("%%", i)) {
                out.append('%');
                i++;
            } else if (c == '%') {
                if (!matcher.find(i) || matcher.start() != i) {
                    throw new Control.Failure(format.substring(i) + ": invalid directive");
                }
                directive(matcher);
                i = matcher.end() - 1;
            } else {
                out.append(c);
            }
        }
    }

    private void directive(Matcher it) {
        String flags = it.group(1);
        int width = it.group(2) == null ? 0 : it.group(2).equals("*") ? (int) number(argument()) : Builtins.number(it.group(2));
        if (width < 0) {
            flags += "-";
            width = -width;
        }
        String digits = it.group(3);
        int precision = digits == null
                ? -1
                : digits.equals("*") ? (int) number(argument()) : digits.isEmpty() ? 0 : Builtins.number(digits);
        char kind = it.group(4).charAt(0);
        int start = out.length();
        switch (kind) {
            case 's' -> out.append(cut(argument(), precision));
            case 'c' -> out.append(cut(argument(), 1));
            case 'b' -> {
                escape(argument(), true);
                out.replace(start, out.length(), cut(out.substring(start), precision));
            }
            case 'd', 'i', 'u', 'o', 'x', 'X' -> out.append(integer(kind, flags, width, precision, number(argument())));
            case 'e', 'E', 'f', 'F', 'g', 'G' -> out.append(real(kind, flags, precision, argument()));
            default -> throw new Control.Failure(it.group() + ": invalid directive");
        }
        int missing = Math.min(width, shell.world.limits().bytes()) - (out.length() - start);
        if (missing > 0) {
            if (flags.contains("-")) {
                out.repeat(' ', missing);
            } else {
                out.insert(start, " ".repeat(missing));
            }
        }
    }

    private static String cut(String text, int length) {
        return length < 0 || length >= text.length() ? text : text.substring(0, length);
    }

    private static String integer(char kind, String flags, int width, int precision, long value) {
        String sign = "";
        String digits;
        if (kind == 'd' || kind == 'i') {
            sign = value < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
            digits = BigInteger.valueOf(value).abs().toString();
        } else {
            digits = switch (kind) {
                case 'o' -> Long.toOctalString(value);
                case 'u' -> Long.toUnsignedString(value);
                default -> Long.toHexString(value);
            };
            sign = flags.contains("#") && value != 0 && kind != 'u' ? kind == 'o' ? "0" : "0x" : "";
        }
        int least = precision >= 0
                ? precision
                : flags.contains("0") && !flags.contains("-") ? width - sign.length() : 1;
        String all = sign + "0".repeat(Math.max(0, Math.min(least, 1 << 16) - digits.length())) + digits;
        return kind == 'X' ? all.toUpperCase(java.util.Locale.ROOT) : all;
    }

    private String real(char kind, String flags, int precision, String text) {
        double value;
        try {
            value = text.isEmpty() ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            complain(text);
            value = 0;
        }
        int digits = precision < 0 ? 6 : precision;
        String kept = flags.replaceAll("[0-]", "");
        if (kind == 'g' || kind == 'G') {
            String plain = new java.math.BigDecimal(value, new java.math.MathContext(Math.max(1, digits)))
                    .stripTrailingZeros()
                    .toPlainString();
            return plain;
        }
        return String.format(java.util.Locale.ROOT, "%" + kept + "." + digits + (kind == 'F' ? 'f' : kind), value);
    }

    private void complain(String text) {
        shell.complain(text + ": expected numeric value");
        status = 1;
    }

    private long number(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return 0;
        }
        if (stripped.startsWith("'") || stripped.startsWith("\"")) {
            return stripped.length() > 1 ? stripped.charAt(1) : 0;
        }
        Matcher digits = java.util.regex.Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)(.*)")
                .matcher(stripped);
        if (!digits.matches()) {
            complain(text);
            return 0;
        }
        if (!digits.group(3).isEmpty()) {
            shell.complain(text + ": not completely converted");
            status = 1;
        }
        String number = digits.group(2);
        BigInteger value = number.length() > 1 && (number.charAt(1) | 0x20) == 'x'
                ? new BigInteger(number.substring(2), 16)
                : new BigInteger(number, number.startsWith("0") ? 8 : 10);
        return (digits.group(1).equals("-") ? value.negate() : value).longValue();
    }
}
