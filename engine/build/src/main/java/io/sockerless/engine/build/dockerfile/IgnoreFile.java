package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.PatientText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@code .dockerignore}: which paths of a context are left out. The last pattern that matches a path, or a directory
 * that it is in, decides; {@code !} brings back.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">Docker's description</a>
 */
public final class IgnoreFile {
    private record Rule(Pattern pattern, boolean exception) {}

    private final List<Rule> rules;

    private IgnoreFile(List<Rule> rules) {
        this.rules = rules;
    }

    /** @throws EngineException INVALID for a malformed pattern */
    public static IgnoreFile parse(byte[] text) {
        String decoded = new String(text, StandardCharsets.UTF_8);
        List<String> patterns = new ArrayList<>();
        for (String line : LogicalLines.split(decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded)) {
            if (!line.startsWith("#")) { // only at the very beginning of a line
                patterns.add(line);
            }
        }
        return of(patterns);
    }

    /**
     * Of patterns alone, as of {@code COPY --exclude}.
     *
     * @throws EngineException INVALID for a malformed pattern
     */
    public static IgnoreFile of(List<String> patterns) {
        List<Rule> rules = new ArrayList<>();
        for (String line : patterns) {
            String pattern = line.strip();
            boolean exception = pattern.startsWith("!");
            String path = exception ? pattern.substring(1).strip() : pattern;
            if (pattern.isEmpty()) {
                continue;
            }
            if (path.isEmpty()) {
                throw EngineException.invalid("illegal exclusion pattern: \"!\"");
            }
            String clean = PathPattern.clean(path);
            String relative = clean.length() > 1 && clean.startsWith("/") ? clean.substring(1) : clean;
            rules.add(new Rule(
                    PathPattern.compile(relative, true)
                            .orElseThrow(() -> EngineException.invalid("syntax error in pattern")),
                    exception));
        }
        return new IgnoreFile(List.copyOf(rules));
    }

    /**
     * Whether a path is left out.
     *
     * @param path below the context, with slashes, none at either end
     */
    public boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            if (rule.exception() == excluded && matches(rule.pattern(), path)) {
                excluded = !rule.exception();
            }
        }
        return excluded;
    }

    /** Whether something within a directory that is left out may be brought back, so that one has to look. */
    public boolean hasExceptions() {
        return rules.stream().anyMatch(Rule::exception);
    }

    private static boolean matches(Pattern pattern, String path) {
        CharSequence text = PatientText.of(path);
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (pattern.matcher(text).region(0, end).matches()) {
                return true;
            }
        }
        return pattern.matcher(text).matches();
    }
}
