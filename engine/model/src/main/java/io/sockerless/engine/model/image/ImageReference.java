package io.sockerless.engine.model.image;

import io.sockerless.engine.model.EngineException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image in a registry: domain, path, and perhaps a tag and a digest. Users write the familiar form
 * ({@code busybox}, {@code me/app:1}); the normalised form always has a domain ({@code docker.io/library/busybox}).
 * Grammar: the distribution project's reference package, which is dockerd's.
 */
public final class ImageReference {
    /** The tag that is meant when none is given. */
    public static final String DEFAULT_TAG = "latest";

    /** The registry that is meant when none is given. */
    public static final String DEFAULT_DOMAIN = "docker.io";

    private static final String LEGACY_DOMAIN = "index.docker.io";
    private static final String OFFICIAL = "library/";
    private static final int LONGEST_PATH = 255;
    private static final int LONGEST_DOMAIN = 512;
    private static final int LONGEST_SUFFIX = 512;
    private static final String HOST_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String HOST = "(?:" + HOST_PART + "(?:\\." + HOST_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    private static final Pattern WHOLE = Pattern.compile(
            "(" + HOST + ")/(" + PATH_PART + "(?:/" + PATH_PART + ")*)" + "(?::(" + TAG + "))?(?:@(" + DIGEST + "))?");
    private static final Pattern TAG_ONLY = Pattern.compile(TAG);
    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

    private final String domain;
    private final String path;
    private final Optional<String> tag;
    private final Optional<Digest> digest;

    private ImageReference(String domain, String path, Optional<String> tag, Optional<Digest> digest) {
        this.domain = domain;
        this.path = path;
        this.tag = tag;
        this.digest = digest;
    }

    /**
     * Reads a familiar or normalised name. No tag is added: see {@link #withDefaultTag()}.
     *
     * @throws EngineException INVALID in dockerd's words
     */
    public static ImageReference parse(String text) {
        if (IDENTIFIER.matcher(text).matches()) {
            throw EngineException.invalid(
                    "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        String domain = DEFAULT_DOMAIN;
        String remainder = text;
        int slash = text.indexOf('/');
        if (slash >= 0 && isDomain(text.substring(0, slash))) {
            domain = text.substring(0, slash);
            remainder = text.substring(slash + 1);
        }
        if (domain.equals(LEGACY_DOMAIN)) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && remainder.indexOf('/') < 0) {
            remainder = OFFICIAL + remainder;
        }
        int colon = remainder.indexOf(':');
        String name = colon < 0 ? remainder : remainder.substring(0, colon);
        if (!name.toLowerCase(Locale.ROOT).equals(name)) {
            throw EngineException.invalid("invalid reference format: repository name must be lowercase");
        }
        int end = remainder.split("[:@]", 2)[0].length();
        if (end > LONGEST_PATH) {
            throw EngineException.invalid("repository name must not be more than 255 characters");
        }
        if (domain.length() > LONGEST_DOMAIN || remainder.length() - end > LONGEST_SUFFIX) {
            throw EngineException.invalid("invalid reference format"); // and far more than the grammar below can chew
        }
        Matcher matcher = WHOLE.matcher(domain + "/" + remainder);
        if (text.isEmpty() || !matcher.matches()) {
            throw EngineException.invalid("invalid reference format");
        }
        return new ImageReference(
                matcher.group(1),
                matcher.group(2),
                Optional.ofNullable(matcher.group(3)),
                Optional.ofNullable(matcher.group(4)).map(Digest::parse));
    }

    private static boolean isDomain(String first) {
        return first.equals("localhost")
                || first.contains(".")
                || first.contains(":")
                || !first.toLowerCase(Locale.ROOT).equals(first);
    }

    /** The registry, with its port if one was given. */
    public String domain() {
        return domain;
    }

    /** The repository within the registry, for example {@code library/busybox}. */
    public String path() {
        return path;
    }

    /** Domain and path. */
    public String name() {
        return domain + "/" + path;
    }

    public Optional<String> tag() {
        return tag;
    }

    public Optional<Digest> digest() {
        return digest;
    }

    public boolean isNameOnly() {
        return tag.isEmpty() && digest.isEmpty();
    }

    /** This with {@code :latest} if it has neither tag nor digest. */
    public ImageReference withDefaultTag() {
        return isNameOnly() ? withTag(DEFAULT_TAG) : this;
    }

    /**
     * The same repository with this tag and no digest.
     *
     * @throws EngineException INVALID {@code invalid tag format}
     */
    public ImageReference withTag(String newTag) {
        if (!TAG_ONLY.matcher(newTag).matches()) {
            throw EngineException.invalid("invalid tag format");
        }
        return new ImageReference(domain, path, Optional.of(newTag), Optional.empty());
    }

    /** The same repository with this digest and no tag: how a pulled manifest is remembered. */
    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(domain, path, Optional.empty(), Optional.of(newDigest));
    }

    public ImageReference nameOnly() {
        return new ImageReference(domain, path, Optional.empty(), Optional.empty());
    }

    /** The name without tag and digest as users know it: no {@code docker.io/}, no {@code library/}. */
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return name();
        }
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? path.substring(OFFICIAL.length()) : path;
    }

    /** The whole reference as users know it; what {@code RepoTags} and {@code RepoDigests} show. */
    public String familiar() {
        return familiarName() + suffix();
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }

    /** The tag or the digest as a registry is asked for it; the digest wins, as in dockerd. */
    public String identifier() {
        return digest.map(Digest::toString).or(() -> tag).orElse(DEFAULT_TAG);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageReference r
                && domain.equals(r.domain)
                && path.equals(r.path)
                && tag.equals(r.tag)
                && digest.equals(r.digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(domain, path, tag, digest);
    }

    /** The normalised form. */
    @Override
    public String toString() {
        return name() + suffix();
    }
}
