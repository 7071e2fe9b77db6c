package io.sockerless.drivers.shell.syntax;

import java.util.ArrayList;
import java.util.List;

/** The characters of a script, got line by line when they are wanted, so that none is taken too early. */
public final class Source {
    /** Gives a script's lines, each with its newline. */
    public interface Lines {
        /** @param first whether a command begins here @return empty at the end */
        String next(boolean first);
    }

    public static final int END = -1;

    private record Active(String name, int fromEnd) {}

    private final Lines lines;
    private final StringBuilder text = new StringBuilder();
    private final List<Active> aliases = new ArrayList<>();
    private int at;
    private int line;
    private boolean ended;
    private boolean first = true;

    public Source(Lines lines, int line) {
        this.lines = lines;
        this.line = line;
    }

    public static Source of(String script, int line) {
        boolean[] given = {false};
        return new Source(
                _ -> {
                    String all = given[0] ? "" : script;
                    given[0] = true;
                    return all;
                },
                line);
    }

    public int line() {
        return line;
    }

    /** The next command begins here. */
    void begin() {
        text.delete(0, at);
        at = 0;
        first = true;
    }

    /** What is left of the line is dropped. */
    public void forgetLine() {
        text.setLength(0);
        at = 0;
    }

    /** The next character, whatever it is. */
    int raw() {
        return rawAt(0);
    }

    private int rawAt(int ahead) {
        while (at + ahead >= text.length()) {
            if (ended) {
                return END;
            }
            String more = lines.next(first);
            first = false;
            ended = more.isEmpty();
            int grown = more.length();
            aliases.replaceAll(a -> new Active(a.name(), a.fromEnd() + grown));
            text.append(more);
        }
        return text.charAt(at + ahead);
    }

    int takeRaw() {
        int c = raw();
        if (c != END) {
            at++;
            if (c == '\n') {
                line++;
            }
        }
        return c;
    }

    /** The next character; a backslash at the end of a line joins it with the next. */
    int peek() {
        while (raw() == '\\' && rawAt(1) == '\n') {
            at += 2;
            line++;
        }
        return raw();
    }

    int take() {
        peek();
        return takeRaw();
    }

    boolean takeIf(char c) {
        if (peek() != c) {
            return false;
        }
        takeRaw();
        return true;
    }

    record Mark(int at, int line) {}

    Mark mark() {
        return new Mark(at, line);
    }

    void reset(Mark mark) {
        at = mark.at;
        line = mark.line;
    }

    /** Puts an alias' value in the place of the word that began at the mark. */
    void replace(Mark from, String name, String value) {
        text.replace(from.at, at, value);
        aliases.add(new Active(name, text.length() - from.at - value.length()));
        at = from.at;
        line = from.line;
    }

    /** Whether we are inside of this alias' value, where it means nothing. */
    boolean within(String alias) {
        aliases.removeIf(a -> text.length() - a.fromEnd() < at);
        return aliases.stream().anyMatch(a -> a.name().equals(alias));
    }
}
