package io.sockerless.engine.model;

import java.util.regex.Pattern;

/** The grammar of container and volume names. */
public final class Names {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private Names() {}

    /** Whether a container (without its leading slash) or volume may have this name. */
    public static boolean valid(String name) {
        return VALID.matcher(name).matches();
    }
}
