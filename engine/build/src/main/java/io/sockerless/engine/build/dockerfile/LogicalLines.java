package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile as lines: continuations joined, comments and blank lines left out. Lines of
 * here-documents are taken by whoever sees that an instruction has some.
 */
final class LogicalLines implements Iterator<LogicalLines.Line> {
    /** @param hollow whether there was a blank line among its continuations, which Docker warns of */
    record Line(int number, String text, boolean hollow) {}

    private final List<String> lines;
    private final Pattern continuation;
    private int at;

    LogicalLines(List<String> lines, char escape) {
        this.lines = lines;
        String quoted = Pattern.quote(String.valueOf(escape));
        // An escaped escape character is no continuation, unless it stands at the beginning of a line.
        this.continuation =
                Pattern.compile("(?<=^|[^" + (escape == '\\' ? "\\\\" : escape) + "])" + quoted + "[ \t]*$");
    }

    /** The physical lines of a text, without their ends. */
    static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            String line = text.substring(start, end < 0 ? next : end);
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            start = next;
        }
        return lines;
    }

    /** How many physical lines were read so far. */
    int read() {
        return at;
    }

    @Override
    public boolean hasNext() {
        while (at < lines.size() && (isBlank(lines.get(at)) || isComment(lines.get(at)))) {
            at++;
        }
        return at < lines.size();
    }

    @Override
    public Line next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int first = at + 1;
        boolean hollow = false;
        StringBuilder text = new StringBuilder();
        boolean more = append(text, lines.get(at++).stripLeading());
        while (more && at < lines.size()) {
            String line = lines.get(at++);
            if (isComment(line)) {
                continue;
            }
            if (isBlank(line)) {
                hollow = true;
                continue;
            }
            more = append(text, line);
        }
        return new Line(first, text.toString(), hollow);
    }

    private boolean append(StringBuilder text, String line) {
        var end = continuation.matcher(line);
        boolean continued = end.find();
        text.append(line, 0, continued ? end.start() : line.length());
        return continued;
    }

    /**
     * Takes the lines up to one that is the delimiter.
     *
     * @param tabs whether tabs at the beginning of lines do not count
     */
    String document(String delimiter, boolean tabs) {
        StringBuilder content = new StringBuilder();
        while (at < lines.size()) {
            String line = tabs ? lines.get(at).replaceFirst("^\t+", "") : lines.get(at);
            at++;
            if (line.equals(delimiter)) {
                return content.toString();
            }
            content.append(line).append('\n');
        }
        throw DockerfileError.of("unterminated heredoc");
    }

    private static boolean isBlank(String line) {
        return line.isBlank();
    }

    private static boolean isComment(String line) {
        return line.stripLeading().startsWith("#");
    }
}
