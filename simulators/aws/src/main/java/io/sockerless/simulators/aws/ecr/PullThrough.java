package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.registry.AuthConfig;
import io.sockerless.engine.oci.registry.Fetcher;
import io.sockerless.engine.oci.registry.RegistryClient;
import io.sockerless.engine.oci.registry.RegistryConfig;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.frontends.registry.RegistryException;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings images here from upstream registries when somebody pulls them, whole and with all their platforms, before that
 * pull is answered. What a tag names is asked again once a day; while upstream does not answer, what is here is given.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html">AWS</a>
 */
final class PullThrough implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PullThrough.class.getName());
    private static final Duration GOOD = Duration.ofHours(24);
    /** After which upstream is asked again when it did not answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Documents<CacheRule> rules;
    private final Repositories repositories;
    private final Registry registry;
    private final ContentStore content;
    private final SecretsManager secrets;
    private final Clock clock;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    /** When upstream was asked what a tag names, in milliseconds since 1970. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();

    private RegistryClient client;

    PullThrough(
            Documents<CacheRule> rules,
            Repositories repositories,
            Registry registry,
            ContentStore content,
            SecretsManager secrets,
            Clock clock) {
        this.rules = rules;
        this.repositories = repositories;
        this.registry = registry;
        this.content = content;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Made when it is needed: most simulators never do. */
    private synchronized RegistryClient client() {
        if (client == null) {
            client = new RegistryClient(RegistryConfig.defaults(), clock);
        }
        return client;
    }

    /**
     * Has a manifest here if a rule says where it is.
     *
     * @param key a repository's
     * @param reference a tag or a digest
     * @throws EngineException why it cannot be had
     */
    void wanted(String key, String reference) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        Optional<CacheRule> rule =
                rules.all(one -> one.registry().equals(key.substring(0, slash)) && one.concerns(name)).stream()
                        .max(Comparator.comparingInt(one -> one.prefix().equals(CacheRule.ROOT)
                                ? 0
                                : one.prefix().length()));
        if (rule.isEmpty() || isFresh(key, reference)) {
            return;
        }
        // Others who want it wait, and find it.
        ReentrantLock lock = locks.computeIfAbsent(key, _ -> new ReentrantLock());
        lock.lock();
        try {
            if (!isFresh(key, reference)) {
                refresh(rule.get(), key, name, reference);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Images.Image> here(String key, String reference) {
        Images images = registry.images(key);
        return reference.indexOf(':') < 0 ? images.tagged(reference) : images.find(Digest.parse(reference));
    }

    /** What a digest names never changes, nor what a tag names where tags are immutable. */
    private boolean isFresh(String key, String reference) {
        long since = clock.millis() - GOOD.toMillis();
        boolean fixed = reference.indexOf(':') >= 0
                || repositories
                        .documents()
                        .get(key)
                        .filter(EcrRepository::immutable)
                        .isPresent();
        return here(key, reference).isPresent() && (fixed || asked.getOrDefault(key + ":" + reference, 0L) > since);
    }

    private void refresh(CacheRule rule, String key, String name, String reference) {
        try {
            fetch(rule, key, name, reference);
            asked.put(key + ":" + reference, clock.millis());
        } catch (EngineException | RegistryException e) {
            if (here(key, reference).isEmpty()) {
                throw e;
            }
            // Whoever pulls meanwhile does not wait for it again.
            asked.put(
                    key + ":" + reference, clock.millis() - GOOD.minus(PATIENCE).toMillis());
            LOG.log(System.Logger.Level.WARNING, name + ":" + reference + " is given as it is here: " + e.getMessage());
        }
    }

    private void fetch(CacheRule rule, String key, String name, String reference) {
        Caller owner = owner(rule);
        String tag = reference.indexOf(':') < 0 ? reference : "";
        new Fetcher(client(), content)
                .fetch(rule.image(name, reference), credentials(owner, rule), new Fetcher.Receiver() {
                    @Override
                    public void blob(Descriptor blob) {
                        images().add(blob.digest(), blob.size());
                    }

                    @Override
                    public void manifest(Descriptor manifest, byte[] json, boolean top) throws IOException {
                        images().put(json, manifest.mediaType(), top ? tag : "");
                    }

                    /** There with the first thing that has come. */
                    private Images images() {
                        repositories.ensured(owner.account(), owner.region(), name);
                        return registry.images(key);
                    }
                });
    }

    private static Caller owner(CacheRule rule) {
        String[] parts = rule.registry().split("\\.dkr\\.ecr\\.");
        return new Caller("", parts[0], parts[1]);
    }

    /** @throws EngineException when the secret is not there, or has none */
    private AuthConfig credentials(Caller owner, CacheRule rule) {
        if (rule.secret().isEmpty()) {
            return AuthConfig.none();
        }
        try {
            JsonNode told = Json.MAPPER.readTree(secrets.text(owner, rule.secret(), "", ""));
            String user = told.path("username").asText();
            String token = told.path("accessToken").asText();
            if (!user.isEmpty() && !token.isEmpty()) {
                return AuthConfig.basic(user, token);
            }
        } catch (AwsException | JsonProcessingException e) {
            throw new EngineException(
                    ErrorKind.FORBIDDEN,
                    "the secret " + rule.secret() + " cannot be used: it is not there, or no JSON",
                    e);
        }
        throw new EngineException(
                ErrorKind.FORBIDDEN, "the secret " + rule.secret() + " has no username and accessToken");
    }

    /** Why the upstream registry does not let the rule in; empty if it does. */
    Optional<String> fault(CacheRule rule) {
        try {
            AuthConfig told = credentials(owner(rule), rule);
            client().login(new AuthConfig(told.username(), told.password(), "", "", rule.url()));
            return Optional.empty();
        } catch (EngineException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Forgets when upstream was asked. */
    void clear() {
        asked.clear();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
