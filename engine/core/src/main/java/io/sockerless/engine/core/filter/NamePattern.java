package io.sockerless.engine.core.filter;

import io.sockerless.engine.model.EngineException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A client's regular expression for names, found anywhere in them. Go's matcher needs time in proportion to the text;
 * Java's may need years for a short one, so that its steps are counted here.
 */
public final class NamePattern implements Predicate<String> {
    private static final int LONGEST = 1024;
    private static final int STEPS = 100_000;

    private final String expression;
    private final Pattern pattern;

    private NamePattern(String expression, Pattern pattern) {
        this.expression = expression;
        this.pattern = pattern;
    }

    /**
     * What is no regular expression matches only itself, as with dockerd.
     *
     * @throws EngineException INVALID for one that is too long
     */
    public static Predicate<String> of(String expression) {
        if (expression.length() > LONGEST) {
            throw EngineException.invalid("invalid filter: a name longer than " + LONGEST + " characters");
        }
        try {
            return new NamePattern(expression, Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            return expression::equals;
        }
    }

    /** @throws EngineException INVALID when it takes too long to tell */
    @Override
    public boolean test(String name) {
        return pattern.matcher(new Counted(name)).find();
    }

    /** Counts how often a matcher looks at it. */
    private final class Counted implements CharSequence {
        private final String text;
        private int steps;

        private Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > STEPS) {
                throw EngineException.invalid("invalid filter: the name \"" + expression + "\" takes too long to find");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
