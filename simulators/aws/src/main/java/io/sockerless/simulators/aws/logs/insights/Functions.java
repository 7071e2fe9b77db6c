package io.sockerless.simulators.aws.logs.insights;

import io.sockerless.engine.model.EngineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The functions of expressions, by their names in small letters. */
final class Functions {
    /** As long as an event may be. */
    private static final int LONGEST = 1 << 18;

    private static final Map<String, Called> TABLE = table();

    /** @param least how many arguments it has @param most of them */
    record Called(int least, int most, Function<List<Value>, Value> body) {}

    private Functions() {}

    static boolean has(String name) {
        return TABLE.containsKey(name);
    }

    static Called get(String name) {
        return TABLE.get(name);
    }

    private static Map<String, Called> table() {
        Map<String, Called> table = new HashMap<>();
        number(table, "abs", Math::abs);
        number(table, "ceil", Math::ceil);
        number(table, "floor", Math::floor);
        number(table, "log", Math::log);
        number(table, "sqrt", Math::sqrt);
        text(table, "tolower", text -> text.toLowerCase(java.util.Locale.ROOT));
        text(table, "lower", text -> text.toLowerCase(java.util.Locale.ROOT));
        text(table, "toupper", text -> text.toUpperCase(java.util.Locale.ROOT));
        text(table, "upper", text -> text.toUpperCase(java.util.Locale.ROOT));
        text(table, "trim", String::strip);
        text(table, "ltrim", String::stripLeading);
        text(table, "rtrim", String::stripTrailing);
        table.put("strlen", new Called(1, 1, all -> new Value.Num(text(all, 0).length())));
        table.put(
                "greatest",
                new Called(1, 99, all -> all.stream().max(Value::compare).orElseThrow()));
        table.put(
                "least",
                new Called(
                        1,
                        99,
                        all -> all.stream()
                                .filter(Value::present)
                                .min(Value::compare)
                                .orElse(Value.NONE)));
        table.put(
                "concat",
                new Called(
                        1,
                        99,
                        all -> made(
                                all.stream()
                                        .mapToLong(one -> one.text().length())
                                        .sum(),
                                () -> String.join(
                                        "", all.stream().map(Value::text).toList()))));
        table.put(
                "coalesce",
                new Called(
                        1,
                        99,
                        all -> all.stream().filter(Value::present).findFirst().orElse(Value.NONE)));
        table.put("ispresent", new Called(1, 1, all -> Value.of(all.getFirst().present())));
        table.put("isempty", new Called(1, 1, all -> Value.of(text(all, 0).isEmpty())));
        table.put("isblank", new Called(1, 1, all -> Value.of(text(all, 0).isBlank())));
        table.put("strcontains", new Called(2, 2, all -> Value.of(text(all, 0).contains(text(all, 1)))));
        table.put("replace", new Called(3, 3, Functions::replaced));
        table.put("substr", new Called(2, 3, Functions::part));
        table.put("tomillis", new Called(1, 1, all -> Value.of(all.getFirst().number())));
        table.put(
                "frommillis",
                new Called(
                        1,
                        1,
                        all -> all.getFirst().number().isPresent()
                                ? new Value.Time((long) all.getFirst().number().getAsDouble())
                                : Value.NONE));
        return table;
    }

    /** @throws EngineException for a text that is longer than a record may be */
    private static Value made(long length, Supplier<String> text) {
        if (length > LONGEST) {
            throw EngineException.invalid("a text that the query makes is longer than " + LONGEST + " characters");
        }
        return new Value.Text(text.get());
    }

    private static Value replaced(List<Value> all) {
        String in = text(all, 0);
        String what = text(all, 1);
        String by = text(all, 2);
        long times = what.isEmpty() ? in.length() + 1L : 0;
        for (int at = in.indexOf(what); at >= 0 && !what.isEmpty(); at = in.indexOf(what, at + what.length())) {
            times++;
        }
        return made(in.length() + times * (by.length() - what.length()), () -> in.replace(what, by));
    }

    private static String text(List<Value> all, int index) {
        return all.get(index).text();
    }

    private static void number(Map<String, Called> table, String name, DoubleUnaryOperator body) {
        table.put(
                name,
                new Called(
                        1,
                        1,
                        all -> all.getFirst().number().isPresent()
                                ? new Value.Num(body.applyAsDouble(
                                        all.getFirst().number().getAsDouble()))
                                : Value.NONE));
    }

    private static void text(Map<String, Called> table, String name, UnaryOperator<String> body) {
        table.put(
                name,
                new Called(
                        1, 1, all -> all.getFirst().present() ? new Value.Text(body.apply(text(all, 0))) : Value.NONE));
    }

    private static Value part(List<Value> all) {
        String text = text(all, 0);
        int start = Math.clamp((long) all.get(1).number().orElse(0), 0, text.length());
        double length = all.size() == 3 ? all.get(2).number().orElse(0) : text.length();
        return new Value.Text(text.substring(start, Math.clamp(start + (long) length, start, text.length())));
    }
}
