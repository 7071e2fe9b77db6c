package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the here-documents that an instruction's line announces. */
final class HeredocMarks {
    private static final Pattern WORD = Pattern.compile("(\\d*)<<(-?)\\s*([^<]+)");
    private static final Pattern APART = Pattern.compile("<<[ \t]+(?=\\S)");

    /** A here-document to come. */
    record Announced(String name, boolean tabs, boolean expand) {}

    private HeredocMarks() {}

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
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quote != '\'') {
                i++;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return quote != 0;
    }

    static List<Heredoc> read(List<Announced> announced, LogicalLines lines) {
        return announced.stream()
                .map(a -> new Heredoc(a.name(), a.expand(), lines.document(a.name(), a.tabs())))
                .toList();
    }
}
