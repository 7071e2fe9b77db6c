package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.oci.PatientText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A source of {@code COPY} or {@code ADD} with wildcards: {@code *}, {@code ?} and classes, none of which matches a slash.
 * With {@code --parents} there is {@code **} for any number of directories, else that is no more than {@code *}. A malformed pattern matches nothing, as for dockerd.
 */
public final class Glob {
    private final Optional<Pattern> pattern;

    private Glob(Optional<Pattern> pattern) {
        this.pattern = pattern;
    }

    /** @param source as expanded; it is relative to the context even with a slash at the beginning */
    public static Glob of(String source, boolean parents) {
        String clean = PathPattern.clean(source);
        return new Glob(PathPattern.compile(clean.startsWith("/") ? clean.substring(1) : clean, parents));
    }

    /** Whether a source has wildcards at all: a path without any may well contain backslashes. */
    public static boolean isPattern(String source) {
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    /** @param path below the context, with slashes, none at either end */
    public boolean matches(String path) {
        return pattern.isPresent()
                && pattern.get().matcher(PatientText.of(path)).matches();
    }
}
