package io.sockerless.simulators.aws.ecr;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.store.Store;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.frontends.registry.RegistryApi;
import io.sockerless.frontends.registry.RegistryEvent;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ECR: its API, and beside it the OCI registry for the images themselves, at the same address (decision 0019). */
public final class Ecr implements AutoCloseable {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Pattern OWN =
            Pattern.compile("(?:127\\.0\\.0\\.1|localhost|\\[::1]):(\\d+)/\\d{12}\\.dkr\\.ecr\\.[^/]+/.+");

    private final Store rows;
    private final Registry registry;
    private final RegistryApi api;
    private final Tokens tokens;
    private final Documents<EcrRepository> repositories;
    private final Place place = new Place();
    private final Lifecycles lifecycles;
    private final Replication replication;
    private final PullThrough caches;
    private final Service service;

    private Ecr(
            State state,
            Store rows,
            ContentStore content,
            SecretsManager secrets,
            Clock clock,
            RandomGenerator random) {
        this.rows = rows;
        repositories = state.documents("ecr-repository", EcrRepository.class, EcrRepository::key);
        tokens = new Tokens(state.documents("ecr-key", Tokens.Key.class, Tokens.Key::name), clock, random);
        Admission admission = new Admission(repositories, tokens, this::fetch);
        registry = Registry.open(content, rows, "ecr", this::happened, admission, clock);
        Attached attached = Attached.of(state);
        lifecycles = new Lifecycles(attached.lifecycles(), registry, clock);
        api = new RegistryApi(registry, admission, false);
        Repositories known = new Repositories(repositories, attached, registry, place, clock);
        Map<String, Operation> table = new HashMap<>(known.operations());
        table.putAll(new RepositoryTags(known).operations());
        table.putAll(new ImageOperations(known, registry).operations());
        table.putAll(new ImageWrites(known, registry).operations());
        table.putAll(new Authorization(tokens, place).operations());
        table.putAll(new LifecycleOperations(known, registry, attached, lifecycles).operations());
        Documents<PolicyText> ofRegistries =
                state.documents("ecr-registry-policy", PolicyText.class, PolicyText::owner);
        table.putAll(new PolicyOperations(known, attached, ofRegistries).operations());
        replication = new Replication(
                state.documents("ecr-replication", ReplicationRules.class, ReplicationRules::registry),
                known,
                registry);
        table.putAll(replication.operations());
        Documents<CacheRule> rules = state.documents("ecr-cache-rule", CacheRule.class, CacheRule::key);
        caches = new PullThrough(rules, known, registry, content, secrets, clock);
        table.putAll(new CacheRuleOperations(rules, caches, secrets, place, clock).operations());
        table.putAll(new Scanning(known, registry).operations());
        service = Service.json("ecr", "AmazonEC2ContainerRegistry_V20150921", table);
        // What was deleted when a predecessor was killed in the middle.
        registry.names()
                .filter(name -> repositories.get(name).isEmpty())
                .forEach(name -> registry.images(name).clear());
        registry.tend(GRACE);
    }

    /** @throws EngineException when its files cannot be used */
    public static Ecr open(State state, SecretsManager secrets, Clock clock, RandomGenerator random) {
        Path directory = state.directory("ecr");
        try {
            ContentStore content = ContentStore.open(directory.resolve("content"));
            return new Ecr(state, Store.open(directory.resolve("registry.db")), content, secrets, clock, random);
        } catch (IOException e) {
            throw EngineException.internal("cannot use the directory " + directory + ": " + e, e);
        }
    }

    private void fetch(String repository, String reference) {
        caches.wanted(repository, reference);
    }

    private void happened(RegistryEvent event) {
        if (event instanceof RegistryEvent.ManifestPushed pushed) {
            replication.pushed(pushed);
            lifecycles.look(pushed.repository());
        }
    }

    public Service service() {
        return service;
    }

    /** What is at {@code /v2/}. */
    public Api registry() {
        return api;
    }

    /** @param authority where the simulator is, host and port: part of every repository's URI from now on */
    public void served(String authority) {
        place.is(authority);
    }

    /**
     * With what the engine pulls an image, as X-Registry-Auth; empty when it is not in this registry.
     *
     * @param account whose repositories may be read
     */
    public Optional<String> credentials(String account, String image) {
        Matcher own = OWN.matcher(image);
        if (!own.matches() || !place.authority().endsWith(":" + own.group(1))) {
            return Optional.empty();
        }
        byte[] said = Json.line(Map.of(
                "username", "AWS",
                "password", tokens.issue(account).password(),
                "serveraddress", image.substring(0, image.indexOf('/'))));
        return Optional.of(Base64.getUrlEncoder().encodeToString(said));
    }

    /** Forgets all images. */
    public void clear() {
        caches.clear();
        registry.names().forEach(name -> registry.images(name).clear());
        try {
            registry.collect(Duration.ZERO);
        } catch (IOException e) {
            throw EngineException.internal("the images' files cannot be removed: " + e, e);
        }
    }

    @Override
    public void close() {
        lifecycles.close();
        caches.close();
        registry.close();
        rows.close();
    }
}
