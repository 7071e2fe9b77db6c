package io.sockerless.engine.build;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@code .dockerignore}: what is no part of the context. The last pattern that matches decides. */
final class IgnoreFile {
    private record Rule(boolean exception, Pattern pattern) {}

    private final List<Rule> rules = new ArrayList<>();

    IgnoreFile(String text) {
        (text.startsWith("\uFEFF") ? text.substring(1) : text)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(this::add);
    }

    private void add(String line) {
        boolean exception = line.startsWith("!");
        String pattern = TarTree.clean((exception ? line.substring(1) : line).strip());
        if (!pattern.isEmpty()) {
            rules.add(
                    new Rule(exception, Pattern.compile("(?:" + Glob.compile(pattern) + ")(?:/.*)?", Pattern.DOTALL)));
        }
    }

    boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            if (rule.exception == excluded && rule.pattern.matcher(path).matches()) {
                excluded = !rule.exception;
            }
        }
        return excluded;
    }
}
