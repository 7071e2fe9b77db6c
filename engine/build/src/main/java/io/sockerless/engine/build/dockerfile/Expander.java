package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Docker's expansion of words: variables are replaced, quotes and escapes removed. Beside {@code $X} and {@code ${X}}
 * there are {@code ${X:-word}}, {@code ${X:+word}} and {@code ${X:?word}} (without the colon only what is unset counts as
 * missing, not what is empty), {@code ${X#pattern}}, {@code ##}, {@code %}, {@code %%}, {@code ${X/pattern/text}} and
 * {@code ${X//pattern/text}}. It also removes one level of escapes, so nothing may be expanded twice.
 *
 * <p>What is wrong is an {@link EngineException} INVALID in the words of dockerd 20.10, also for the newer forms.
 */
public final class Expander {
    private final char escape;
    private final Map<String, String> environment;
    private final Set<String> missing = new LinkedHashSet<>();

    /**
     * @param escape the Dockerfile's escape character
     * @param environment is read at each expansion, so that it may change in between
     */
    public Expander(char escape, Map<String, String> environment) {
        this.escape = escape;
        this.environment = environment;
    }

    /** The word with its variables, without its quotes. */
    public String expand(String word) {
        return run(word, true).text().toString();
    }

    /** The text of a here-document with its variables; quotes are text in there. */
    public String expandText(String text) {
        return run(text, false).text().toString();
    }

    /** Expands, then splits at blanks that are neither quoted nor escaped, also those that come from variables. */
    public List<String> words(String word) {
        return run(word, true).words();
    }

    /** The variables that were used so far and are not in the environment, in the order of their first use. */
    public Set<String> missing() {
        return Set.copyOf(missing);
    }

    private Expanded run(String word, boolean quotes) {
        try {
            return new Expansion(word, escape, quotes, this::value).all();
        } catch (DockerfileError e) {
            String prefix = "failed to process " + Words.quote(word) + ": ";
            throw DockerfileError.of(prefix + e.getMessage()).plain(0);
        }
    }

    /** Empty text and unset are not the same: null is unset, which stays within this package. */
    private String value(String name) {
        String value = environment.get(name);
        if (value == null) {
            missing.add(name);
        }
        return value;
    }
}
