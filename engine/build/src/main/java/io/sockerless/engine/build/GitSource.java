package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import java.util.regex.Pattern;

/**
 * Where a repository of git is, as docker's command lines write it: {@code git://host/repo#branch:directory}.
 *
 * @param remote for git to fetch from
 * @param ref a branch, tag or commit; empty for what the repository itself points at
 * @param directory in it; empty for the whole
 */
record GitSource(String remote, String ref, String directory) {
    private static final Pattern HTTP = Pattern.compile("https?://.*\\.git(?:#.+)?");
    private static final Pattern OTHER = Pattern.compile("(?:git://|ssh://|git@|github\\.com/).*");

    static boolean names(String text) {
        return HTTP.matcher(text).matches() || OTHER.matcher(text).matches();
    }

    static GitSource parse(String text) {
        int hash = text.indexOf('#');
        String remote = hash < 0 ? text : text.substring(0, hash);
        String[] rest = (hash < 0 ? "" : text.substring(hash + 1)).split(":", 2);
        if (rest[0].startsWith("-")) {
            throw EngineException.invalid("invalid refspec: " + rest[0]); // git would take it for an option
        }
        return new GitSource(
                remote.startsWith("github.com/") ? "https://" + remote : remote,
                rest[0],
                rest.length > 1 ? rest[1] : "");
    }
}
