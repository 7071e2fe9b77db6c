package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** The grammar of names, tags and digests (distribution spec, "Pulling manifests"). */
final class Names {
    /** In the order in which the spec wants lists of tags: letters of both cases together. */
    static final Comparator<String> ORDER =
            String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.<String>naturalOrder());

    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final int LONGEST = 255;

    private Names() {}

    /** @throws RegistryException NAME_INVALID */
    static String repository(String name) {
        if (name.length() > LONGEST) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "repository name must not have more than " + LONGEST + " characters");
        }
        for (String component : name.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                throw new RegistryException(ErrorCode.NAME_INVALID, "invalid repository name", name);
            }
        }
        return name;
    }

    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    /** Whether this is meant for a digest: no tag has a colon. */
    static boolean isDigest(String text) {
        return text.indexOf(':') >= 0;
    }

    /** Empty if it is none, or of an algorithm that we have no use for. */
    static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    /** @throws RegistryException DIGEST_INVALID */
    static Digest requireDigest(String text) {
        try {
            return Digest.parse(text);
        } catch (EngineException e) {
            throw new RegistryException(
                    ErrorCode.DIGEST_INVALID, e.getMessage() + ": digests are sha256:… or sha512:…", text);
        }
    }
}
