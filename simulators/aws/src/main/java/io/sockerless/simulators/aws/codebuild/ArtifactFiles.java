package io.sockerless.simulators.aws.codebuild;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a build specification says of artifacts.
 *
 * @param base directory that paths are relative to, itself relative to the sources'; empty for that
 * @param files patterns of paths; none for no artifacts
 * @param excluded patterns of paths that those do not mean
 * @param flat whether only the files' own names are kept
 * @param name that the project may let take the place of its own; may be empty
 */
record ArtifactFiles(String base, List<String> files, List<String> excluded, boolean flat, String name) {
    ArtifactFiles {
        files = List.copyOf(files);
        excluded = List.copyOf(excluded);
    }

    boolean means(String path) {
        return any(files, path) && !any(excluded, path);
    }

    /** As what it is kept. */
    String kept(String path) {
        return flat ? path.substring(path.lastIndexOf('/') + 1) : path;
    }

    private static boolean any(List<String> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> like(pattern).matcher(path).matches());
    }

    /** Two asterisks are for any directories, one and the question mark for what is between slashes. */
    private static Pattern like(String pattern) {
        StringBuilder regex = new StringBuilder();
        String rest = pattern.replaceFirst("^(\\./)+", "");
        for (int i = 0; i < rest.length(); i++) {
            if (rest.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (rest.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                char one = rest.charAt(i);
                regex.append(one == '*' ? "[^/]*" : one == '?' ? "[^/]" : Pattern.quote(String.valueOf(one)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
