package io.sockerless.simulators.aws.logs.insights;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.PatientText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads expressions: or, and, not, comparisons, sums, products, powers, and what these are of.
 *
 * @param aggregates those that were read; empty while there may be none
 */
record Expressions(Scanner in, Optional<List<Aggregate>> aggregates) {
    static Expressions plain(Scanner in) {
        return new Expressions(in, Optional.empty());
    }

    /** With what it is called. */
    Named named() {
        int start = in.position();
        Expression expression = or();
        String written = in.since(start);
        if (!in.keyword("as")) {
            String name = written.startsWith("`") && written.indexOf('`', 1) == written.length() - 1
                    ? written.substring(1, written.length() - 1)
                    : written;
            return new Named(name, false, expression);
        }
        return new Named(in.field().orElseThrow(in::unexpected), true, expression);
    }

    List<Named> list() {
        List<Named> list = new ArrayList<>(List.of(named()));
        while (in.sign(",")) {
            list.add(named());
        }
        return list;
    }

    Expression or() {
        Expression left = and();
        while (in.keyword("or")) {
            Expression one = left;
            Expression other = and();
            left = row -> Value.of(one.of(row).truth() || other.of(row).truth());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (in.keyword("and")) {
            Expression one = left;
            Expression other = not();
            left = row -> Value.of(one.of(row).truth() && other.of(row).truth());
        }
        return left;
    }

    private Expression not() {
        if (!in.keyword("not")) {
            return comparison();
        }
        in.enter();
        Expression negated = not();
        in.leave();
        return row -> Value.of(!negated.of(row).truth());
    }

    private Expression comparison() {
        Expression left = sum();
        if (in.sign("=~")) {
            return like(left, false);
        }
        if (in.sign("!=")) {
            Expression right = sum();
            return row -> Value.of(!equal(left.of(row), right.of(row)));
        }
        if (in.sign("<=")) {
            return ordered(left, order -> order <= 0);
        }
        if (in.sign(">=")) {
            return ordered(left, order -> order >= 0);
        }
        if (in.sign("<")) {
            return ordered(left, order -> order < 0);
        }
        if (in.sign(">")) {
            return ordered(left, order -> order > 0);
        }
        if (in.sign("=")) {
            Expression right = sum();
            return row -> Value.of(equal(left.of(row), right.of(row)));
        }
        boolean negated = in.keyword("not");
        if (in.keyword("like")) {
            return like(left, negated);
        }
        if (in.keyword("in")) {
            return among(left, negated);
        }
        if (negated) {
            throw in.unexpected();
        }
        return left;
    }

    /** What is not there equals nothing. */
    private static boolean equal(Value one, Value other) {
        return one.present() && other.present() && Value.compare(one, other) == 0;
    }

    private Expression ordered(Expression left, IntPredicate order) {
        Expression right = sum();
        return row -> {
            Value one = left.of(row);
            Value other = right.of(row);
            return Value.of(one.present() && other.present() && order.test(Value.compare(one, other)));
        };
    }

    private Expression like(Expression left, boolean negated) {
        int start = in.position();
        Optional<String> regex = in.regex();
        Predicate<String> pattern = regex.isPresent()
                ? found(compiled(in, regex.get(), start))
                : contained(in.string().orElseThrow(in::unexpected));
        return row -> Value.of(pattern.test(left.of(row).text()) != negated);
    }

    private static Predicate<String> found(Pattern pattern) {
        return text -> {
            if (Thread.currentThread().isInterrupted()) {
                throw EngineException.invalid("the query is stopped");
            }
            return pattern.matcher(PatientText.of(text)).find();
        };
    }

    private static Predicate<String> contained(String part) {
        return text -> text.contains(part);
    }

    /** @throws MalformedQuery when it is none */
    static Pattern compiled(Scanner in, String regex, int start) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw in.wrong("not a regular expression: " + e.getDescription(), start);
        }
    }

    private Expression among(Expression left, boolean negated) {
        in.require("[");
        List<Expression> choice = new ArrayList<>(List.of(sum()));
        while (in.sign(",")) {
            choice.add(sum());
        }
        in.require("]");
        return row -> {
            Value value = left.of(row);
            return Value.of(choice.stream().anyMatch(one -> equal(value, one.of(row))) != negated);
        };
    }

    private Expression sum() {
        Expression left = product();
        while (true) {
            if (in.sign("+")) {
                left = reckoned(left, product(), Double::sum);
            } else if (in.sign("-")) {
                left = reckoned(left, product(), (a, b) -> a - b);
            } else {
                return left;
            }
        }
    }

    private Expression product() {
        Expression left = power();
        while (true) {
            if (in.sign("*")) {
                left = reckoned(left, power(), (a, b) -> a * b);
            } else if (in.sign("/")) {
                left = reckoned(left, power(), (a, b) -> a / b);
            } else if (in.sign("%")) {
                left = reckoned(left, power(), (a, b) -> a % b);
            } else {
                return left;
            }
        }
    }

    private Expression power() {
        Expression base = unary();
        while (in.sign("^")) {
            base = reckoned(base, unary(), Math::pow);
        }
        return base;
    }

    /** What is no number gives nothing. */
    private static Expression reckoned(Expression left, Expression right, DoubleBinaryOperator operator) {
        return row -> {
            OptionalDouble one = left.of(row).number();
            OptionalDouble other = right.of(row).number();
            return one.isPresent() && other.isPresent()
                    ? new Value.Num(operator.applyAsDouble(one.getAsDouble(), other.getAsDouble()))
                    : Value.NONE;
        };
    }

    private Expression unary() {
        in.enter();
        Expression read = primary();
        in.leave();
        return read;
    }

    private Expression primary() {
        if (in.sign("-")) {
            return reckoned(_ -> new Value.Num(0), unary(), (a, b) -> a - b);
        }
        if (in.sign("(")) {
            Expression inner = or();
            in.require(")");
            return inner;
        }
        Optional<String> string = in.string();
        if (string.isPresent()) {
            return constant(new Value.Text(string.get()));
        }
        Optional<Double> number = in.number();
        if (number.isPresent()) {
            return constant(new Value.Num(number.get()));
        }
        if (in.keyword("true")) {
            return constant(Value.of(true));
        }
        if (in.keyword("false")) {
            return constant(Value.of(false));
        }
        int start = in.position();
        String name = in.field().orElseThrow(in::unexpected);
        return in.sign("(") ? call(name.toLowerCase(Locale.ROOT), start) : row -> row.get(name);
    }

    private static Expression constant(Value value) {
        return _ -> value;
    }

    private Expression call(String name, int start) {
        Expression called = switch (name) {
            case "bin" -> floor(row -> row.get("@timestamp"), false);
            case "datefloor", "dateceil" -> {
                Expression time = or();
                in.require(",");
                yield floor(time, name.equals("dateceil"));
            }
            default -> {
                if (Aggregate.FUNCTIONS.contains(name) && aggregates.isPresent()) {
                    yield aggregate(name, aggregates.get());
                }
                if (!Functions.has(name)) {
                    throw in.wrong("the function " + name + " is not simulated here", start);
                }
                yield function(Functions.get(name), start);
            }
        };
        in.require(")");
        return called;
    }

    private Expression floor(Expression time, boolean up) {
        long period = in.period();
        return row -> {
            OptionalDouble millis = time.of(row).number();
            if (millis.isEmpty()) {
                return Value.NONE;
            }
            long at = (long) millis.getAsDouble() + (up ? period - 1 : 0);
            return new Value.Time(Math.floorDiv(at, period) * period);
        };
    }

    private Expression function(Functions.Called called, int start) {
        List<Expression> arguments = new ArrayList<>(List.of(or()));
        while (in.sign(",")) {
            arguments.add(or());
        }
        if (arguments.size() < called.least() || arguments.size() > called.most()) {
            throw in.wrong("another number of arguments is expected", start);
        }
        return row -> called.body()
                .apply(arguments.stream().map(argument -> argument.of(row)).toList());
    }

    private Expression aggregate(String name, List<Aggregate> read) {
        int start = in.position();
        boolean all = name.equals("count") && (in.sign("*") || in.sign(")"));
        if (all && in.since(start).equals(")")) {
            in.back(start);
        }
        Expression argument = all ? _ -> new Value.Num(1) : plain(in).or();
        double percentile = 0;
        if (name.equals("pct")) {
            in.require(",");
            percentile = in.number().orElseThrow(in::unexpected);
        }
        String slot = "\0" + read.size();
        read.add(new Aggregate(name, argument, percentile, slot));
        return row -> row.get(slot);
    }
}
