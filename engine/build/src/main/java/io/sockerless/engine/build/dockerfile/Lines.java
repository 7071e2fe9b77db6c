package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile as text: comments gone, continued lines joined, here-documents taken out. */
final class Lines {
    private static final Set<String> WITH_HEREDOCS = Set.of("run", "copy", "add");
    private static final Pattern HEREDOC = Pattern.compile("^(\\d*)<<(-?)(['\"]?)([A-Za-z_.][^\\s'\"<]*)\\3$");

    /** One instruction; its heredocs in the order of their marks. */
    record Line(Source source, List<Heredoc> heredocs) {}

    private final List<String> lines;
    private final Pattern continued;
    private final List<Line> found = new ArrayList<>();
    private final List<Dockerfile.Warning> warnings = new ArrayList<>();
    private int at;

    private Lines(List<String> lines, char escape) {
        this.lines = lines;
        String e = Pattern.quote(String.valueOf(escape));
        this.continued = Pattern.compile("(?:^|(?<=[^" + (escape == '\\' ? "\\\\" : "`") + "]))" + e + "[ \\t]*$");
    }

    static Lines of(String text, char escape) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        Lines lines = new Lines(plain.lines().toList(), escape);
        while (lines.at < lines.lines.size()) {
            lines.instruction(escape);
        }
        return lines;
    }

    List<Line> all() {
        return found;
    }

    List<Dockerfile.Warning> warnings() {
        return warnings;
    }

    private void instruction(char escape) {
        int first = at + 1;
        String line = lines.get(at++).stripLeading();
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        StringBuilder text = new StringBuilder();
        boolean empty = false;
        for (Matcher more = continued.matcher(line); more.find(); more = continued.matcher(line)) {
            text.append(line, 0, more.start());
            line = "";
            while (at < lines.size()) {
                String next = lines.get(at++);
                if (next.isBlank()) {
                    empty = true;
                } else if (!next.stripLeading().startsWith("#")) {
                    line = next;
                    break;
                }
            }
        }
        String whole = text.append(line).toString().strip();
        List<Heredoc> heredocs = heredocs(whole, escape, first);
        Source source = new Source(first, at, whole);
        if (empty) {
            warnings.add(new Dockerfile.Warning(source, "Empty continuation line found in: " + whole));
        }
        found.add(new Line(source, heredocs));
    }

    private List<Heredoc> heredocs(String text, char escape, int first) {
        String name = text.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        List<Heredoc> heredocs = new ArrayList<>();
        String content = name.equals("onbuild") ? text.substring(name.length()).strip() : text;
        if (WITH_HEREDOCS.contains(content.split("\\s", 2)[0].toLowerCase(Locale.ROOT))) {
            for (String word : Words.split(content, escape)) {
                Matcher mark = HEREDOC.matcher(word);
                if (mark.matches()) {
                    heredocs.add(read(mark, first));
                }
            }
        }
        return heredocs;
    }

    private Heredoc read(Matcher mark, int first) {
        boolean chomp = !mark.group(2).isEmpty();
        StringBuilder content = new StringBuilder();
        while (at < lines.size()) {
            String line = lines.get(at++);
            String stripped = chomp ? line.replaceFirst("^\\t+", "") : line;
            if (stripped.equals(mark.group(4))) {
                return new Heredoc(mark.group(4), mark.group(3).isEmpty(), content.toString());
            }
            content.append(stripped).append('\n');
        }
        throw Faults.at(first, "unterminated heredoc");
    }
}
