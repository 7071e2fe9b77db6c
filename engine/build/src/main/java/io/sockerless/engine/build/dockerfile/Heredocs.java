package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the here-documents that an instruction's line announces. */
final class Heredocs {
    private static final Pattern WORD = Pattern.compile("(\\d*)<<(-?)\\s*([^<]+)");
    private static final Pattern APART = Pattern.compile("<<[ \t]+(?=\\S)");

    /** A here-document to come. */
    record Announced(String name, boolean tabs, boolean expand) {}

    private Heredocs() {}

    /** Of a single word; empty if it announces none. */
    static Optional<Announced> of(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(3).replaceAll("\\\\(.)|[\"']", "$1");
        boolean quoted = matcher.group(3).replaceAll("\\\\.", "").matches(".*[\"'].*");
        return Optional.of(new Announced(name, !matcher.group(2).isEmpty(), !quoted));
    }

    /** Of a whole line. A line with an open quote announces none: it is meant for the shell only. */
    static List<Announced> in(String line) {
        List<Announced> found = new ArrayList<>();
        if (!line.contains("<<") || open(line)) {
            return found;
        }
        // The delimiter may stand apart: << EOF
        for (String word : Words.quoted(APART.matcher(line).replaceAll("<<"), '\\')) {
            of(word).ifPresent(found::add);
        }
        return found;
    }

    private static boolean open(String line) {
        return line.replaceAll("\\\\.|'[^']*'|\"(?:\\\\.|[^\"\\\\])*\"", "").matches(".*[\"'].*");
    }

    static List<Heredoc> read(List<Announced> announced, LogicalLines lines) {
        return announced.stream()
                .map(a -> new Heredoc(a.name(), a.expand(), lines.document(a.name(), a.tabs())))
                .toList();
    }
}
