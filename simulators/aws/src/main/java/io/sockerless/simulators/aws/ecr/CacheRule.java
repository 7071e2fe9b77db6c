package io.sockerless.simulators.aws.ecr;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import java.util.Optional;

/**
 * Where the images of repositories whose names begin with a prefix come from.
 *
 * @param registry its key
 * @param prefix of repositories' names, without a slash at its end; ROOT for all names
 * @param url the upstream registry's host, perhaps with a port
 * @param upstream what kind of registry that is, as the client says; may be empty
 * @param upstreamPrefix of the repositories there, ROOT for none
 * @param secret the ARN of what has the credentials; may be empty
 * @param created in seconds since 1970, as {@code updated}
 */
record CacheRule(
        String registry,
        String prefix,
        String url,
        String upstream,
        String upstreamPrefix,
        String secret,
        double created,
        double updated) {
    static final String ROOT = "ROOT";

    static String key(String registry, String prefix) {
        return registry + "/" + prefix;
    }

    String key() {
        return key(registry, prefix);
    }

    CacheRule with(String otherSecret, double now) {
        return new CacheRule(registry, prefix, url, upstream, upstreamPrefix, otherSecret, created, now);
    }

    /** Of a repository: what is not the prefix; empty when this rule is not about it. */
    private Optional<String> rest(String repository) {
        if (prefix.equals(ROOT)) {
            return Optional.of(repository);
        }
        return repository.startsWith(prefix + "/")
                ? Optional.of(repository.substring(prefix.length() + 1))
                : Optional.empty();
    }

    boolean concerns(String repository) {
        return rest(repository).isPresent();
    }

    /**
     * What is to be asked for upstream.
     *
     * @param repository one that this is about
     * @param reference a tag or a digest
     * @throws EngineException INVALID when there can be no such image
     */
    ImageReference image(String repository, String reference) {
        String path = (upstreamPrefix.equals(ROOT) ? "" : upstreamPrefix + "/")
                + rest(repository).orElseThrow();
        return ImageReference.parse(url + "/" + path + (reference.indexOf(':') < 0 ? ":" : "@") + reference);
    }
}
