package io.sockerless.simulators.aws.ssm;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.Locale;

/** What parameters may be called. */
final class Names {
    private static final int DEEPEST = 15;
    private static final int LONGEST = 1011;

    private Names() {}

    static AwsException invalid(String message) {
        return new AwsException("ValidationException", message);
    }

    static String valid(String name) {
        if (name.isEmpty() || name.length() > LONGEST || !name.matches("[a-zA-Z0-9_.\\-/]+")) {
            throw invalid(
                    "Invalid parameter name. Please use correct syntax for referencing a version/label <name>:<version/label>");
        }
        String first = name.replaceFirst("^/", "").toLowerCase(Locale.ROOT);
        if (first.startsWith("aws") || first.startsWith("ssm")) {
            if (name.startsWith("/") && first.startsWith("aws")) {
                throw new AwsException("AccessDeniedException", "No access to reserved parameter name: " + name + ".");
            }
            if (name.startsWith("/")) {
                throw invalid(
                        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it"
                                + " can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of"
                                + " letters, numbers and the following 3 symbols .-_");
            }
            throw invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (name.contains("/") && !name.startsWith("/")) {
            throw invalid("Parameter name must be a fully qualified name.");
        }
        if (name.endsWith("/") || name.contains("//")) {
            throw invalid("Parameter name must not end with a slash, nor have an empty level.");
        }
        if (name.chars().filter(c -> c == '/').count() > DEEPEST) {
            throw new AwsException(
                    "HierarchyLevelLimitExceededException",
                    "A hierarchy can have a maximum of " + DEEPEST + " levels.");
        }
        return name;
    }

    /** As filters and paths see it: all names are below the root. */
    static String rooted(String name) {
        return name.startsWith("/") ? name : "/" + name;
    }

    /** Of an ARN the name in it; the name otherwise. A parameter without a slash has none in its ARN's name either. */
    static String plain(String name) {
        if (!name.startsWith("arn:")) {
            return name;
        }
        String path = name.replaceFirst("^arn:[^:]*:ssm:[^:]*:[^:]*:parameter", "");
        return path.lastIndexOf('/') == 0 ? path.substring(1) : path;
    }
}
