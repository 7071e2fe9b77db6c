package io.sockerless.simulators.aws.iam;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Form;
import java.util.regex.Pattern;

/** What may be called how. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern PATH = Pattern.compile("/|/[!-\\x7F]+/");

    private Names() {}

    /** @throws AwsException ValidationError */
    static String name(Form form, String field, int longest) {
        String name = form.required(field);
        if (name.length() > longest || name.isEmpty()) {
            throw Form.wrong("Value '" + name + "' at '" + Form.label(field)
                    + "' failed to satisfy constraint: Member must have length "
                    + (name.isEmpty() ? "greater than or equal to 1" : "less than or equal to " + longest));
        }
        if (!NAME.matcher(name).matches()) {
            throw new AwsException(
                    "ValidationError",
                    "The specified value for " + Form.label(field)
                            + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        return name;
    }

    /** The root without one. */
    static String path(Form form) {
        return path(form, "Path", "/");
    }

    static String path(Form form, String field, String otherwise) {
        String path = form.text(field, otherwise);
        if (path.length() > 512) {
            throw Form.wrong("Value '" + path + "' at '" + Form.label(field)
                    + "' failed to satisfy constraint: Member must have length less than or equal to 512");
        }
        if (!PATH.matcher(path).matches()) {
            throw new AwsException(
                    "ValidationError",
                    "The specified value for " + Form.label(field)
                            + " is invalid. It must begin and end with / and contain only alphanumeric characters and/or"
                            + " / characters.");
        }
        return path;
    }
}
