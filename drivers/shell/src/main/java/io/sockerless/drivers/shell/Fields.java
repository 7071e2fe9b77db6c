package io.sockerless.drivers.shell;

import java.util.ArrayList;
import java.util.List;

/** Builds the fields of a word: each as text and as a pattern, in which what was quoted stands for itself. */
final class Fields {
    record Field(String text, String pattern) {}

    private final String separators;
    private final boolean splits;
    private final List<Field> done = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder pattern = new StringBuilder();
    private boolean started;
    private boolean afterBlank;

    /** @param separators IFS */
    Fields(String separators, boolean splits) {
        this.separators = separators;
        this.splits = splits;
    }

    boolean splits() {
        return splits;
    }

    void quoted(String value) {
        started = true;
        afterBlank = false;
        text.append(value);
        pattern.append(Pattern.quote(value));
    }

    void unquoted(String value) {
        if (!value.isEmpty()) {
            started = true;
            afterBlank = false;
            text.append(value);
            pattern.append(value);
        }
    }

    /** The result of an expansion. */
    void split(String value) {
        if (!splits) {
            unquoted(value);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (separators.indexOf(c) < 0) {
                unquoted(String.valueOf(c));
            } else if (c == ' ' || c == '\t' || c == '\n') {
                if (started) {
                    end();
                    afterBlank = true;
                }
            } else if (!started && afterBlank) {
                afterBlank = false;
            } else {
                end();
            }
        }
    }

    /** Between two parameters of $@. */
    void next() {
        if (started) {
            end();
        }
    }

    void end() {
        done.add(new Field(text.toString(), pattern.toString()));
        text.setLength(0);
        pattern.setLength(0);
        started = false;
        afterBlank = false;
    }

    List<Field> fields() {
        if (started) {
            end();
        }
        return done;
    }

    /** All of it as one, where nothing is split. */
    Field single() {
        return new Field(text.toString(), pattern.toString());
    }
}
