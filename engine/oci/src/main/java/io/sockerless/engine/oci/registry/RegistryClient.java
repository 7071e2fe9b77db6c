package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.ImageIndex;
import io.sockerless.engine.oci.ImageManifest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks to registries (OCI distribution-spec v1.1). One for the whole daemon: it keeps connections, and remembers which
 * registries speak plain HTTP. Safe for use by many threads; a thread that is interrupted stops soon.
 */
public final class RegistryClient implements AutoCloseable {
    private static final int MOST_TAGS = 100_000;

    private final RegistryConfig config;
    private final Clock clock;
    private final Transport transport;
    private final Endpoints endpoints;
    private final Retry retry;

    /** The endpoint that answered last, by domain. */
    private final Map<String, Endpoint> reached = new ConcurrentHashMap<>();

    public RegistryClient(RegistryConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.transport = new Transport(config.certificates());
        this.endpoints = new Endpoints(config);
        this.retry = new Retry(config);
    }

    /** Something to do with a repository. */
    @FunctionalInterface
    interface Work<T> {
        T with(RemoteRepository repository) throws IOException;
    }

    Retry retry() {
        return retry;
    }

    /** Does something that reads, at the first endpoint where it works: mirrors first. */
    <T> T reading(ImageReference reference, AuthConfig credentials, Work<T> work) throws IOException {
        RegistryFailure first = null;
        for (Endpoint endpoint : ordered(reference.domain(), endpoints.forPull(reference.domain()))) {
            boolean mirror = !endpoints.forPush(reference.domain()).contains(endpoint);
            RemoteRepository repository = repository(endpoint, reference, credentials, "pull");
            try {
                repository.ping();
            } catch (RegistryFailure e) {
                first = better(first, e);
                continue;
            }
            try {
                remember(reference.domain(), endpoint);
                return work.with(repository);
            } catch (RegistryFailure e) {
                if (!mirror) {
                    throw e; // the registry's own word; a mirror's is not the last
                }
                first = better(first, e);
            }
        }
        throw first;
    }

    /** The repository for writing, at the first endpoint that answers. */
    RemoteRepository writing(ImageReference reference, AuthConfig credentials) throws IOException {
        RegistryFailure first = null;
        for (Endpoint endpoint : ordered(reference.domain(), endpoints.forPush(reference.domain()))) {
            RemoteRepository repository = repository(endpoint, reference, credentials, "pull,push");
            try {
                repository.ping();
                remember(reference.domain(), endpoint);
                return repository;
            } catch (RegistryFailure e) {
                first = better(first, e);
            }
        }
        throw first;
    }

    /** Of several endpoints' failures the last is told, unless it only says that nobody is there. */
    private static RegistryFailure better(RegistryFailure before, RegistryFailure now) {
        return before == null || before.isTransient() ? now : before;
    }

    private List<Endpoint> ordered(String domain, List<Endpoint> all) {
        Endpoint known = reached.get(domain);
        if (known == null || !all.contains(known)) {
            return all;
        }
        List<Endpoint> out = new ArrayList<>(all);
        out.remove(known);
        out.addFirst(known);
        return out;
    }

    private void remember(String domain, Endpoint endpoint) {
        if (endpoints.forPush(domain).contains(endpoint) && config.mirrors().isEmpty()) {
            reached.put(domain, endpoint);
        }
    }

    private RemoteRepository repository(
            Endpoint endpoint, ImageReference reference, AuthConfig credentials, String actions) {
        Authorizer authorizer = new Authorizer(transport, credentials, endpoint, config.userAgent(), clock);
        return new RemoteRepository(transport, endpoint, authorizer, reference.path(), actions, config.userAgent());
    }

    /**
     * Checks credentials: {@code docker login}.
     *
     * @param credentials with the registry's address; without one, Docker Hub is meant
     * @throws EngineException UNAUTHORIZED if they are refused
     */
    public LoginResult login(AuthConfig credentials) {
        String domain = LoginAddress.domain(credentials.serverAddress());
        RegistryFailure first = null;
        for (Endpoint endpoint : endpoints.forPush(domain)) {
            Authorizer authorizer = new Authorizer(transport, credentials, endpoint, config.userAgent(), clock);
            try {
                return LoginAddress.login(transport, endpoint, authorizer, config.userAgent());
            } catch (RegistryFailure e) {
                first = better(first, e);
                if (!e.isTransient()) {
                    throw first.toLogin();
                }
            } catch (IOException e) {
                throw EngineException.internal(String.valueOf(e.getMessage()), e);
            }
        }
        throw first.toLogin();
    }

    /**
     * Tells what a name stands for in its registry, without pulling it.
     *
     * @throws EngineException NOT_FOUND if there is nothing
     */
    public DistributionInfo inspect(ImageReference reference, AuthConfig credentials) {
        try {
            return reading(reference.withDefaultTag(), credentials, repository -> {
                Manifests manifests = new Manifests(repository, retry, Optional.empty());
                Manifests.Document document = manifests.get(reference.withDefaultTag());
                Descriptor descriptor = document.descriptor();
                if (MediaTypes.isIndex(descriptor.mediaType())) {
                    return new DistributionInfo(
                            descriptor,
                            ImageIndex.parse(document.json(), descriptor.mediaType())
                                    .platforms());
                }
                ImageManifest manifest = ImageManifest.parse(document.json(), descriptor.mediaType());
                return new DistributionInfo(descriptor, platform(repository, manifest));
            });
        } catch (IOException e) {
            throw engine(e);
        }
    }

    private List<Platform> platform(RemoteRepository repository, ImageManifest manifest) throws IOException {
        HttpResponse<InputStream> response = retry.run(() -> repository.send(RemoteRepository.Call.get(
                repository.uri("blobs/" + manifest.config().digest()))));
        if (response.statusCode() != 200) {
            throw RemoteRepository.failure(response);
        }
        try (InputStream in = response.body()) {
            Map<String, Object> json = OciJson.object(in.readNBytes(ImageConfig.MAX_BYTES), "image config");
            String os = OciJson.string(json, "os");
            String architecture = OciJson.string(json, "architecture");
            return os.isEmpty() && architecture.isEmpty()
                    ? List.of()
                    : List.of(new Platform(os, architecture, OciJson.string(json, "variant")));
        }
    }

    /**
     * All tags of a repository, for {@code docker pull --all-tags}.
     *
     * @throws EngineException NOT_FOUND if there is no such repository
     */
    public List<String> tags(ImageReference repositoryName, AuthConfig credentials) {
        try {
            return reading(repositoryName, credentials, repository -> {
                List<String> tags = new ArrayList<>();
                Optional<URI> next = Optional.of(repository.uri("tags/list"));
                while (next.isPresent() && tags.size() < MOST_TAGS) {
                    URI page = next.get();
                    HttpResponse<InputStream> response =
                            retry.run(() -> repository.send(RemoteRepository.Call.get(page)));
                    if (response.statusCode() != 200) {
                        throw RemoteRepository.failure(response);
                    }
                    try (InputStream in = response.body()) {
                        Map<String, Object> json = OciJson.object(in.readNBytes(ImageConfig.MAX_BYTES), "tags");
                        tags.addAll(OciJson.strings(json, "tags"));
                    }
                    next = response.headers()
                            .firstValue("Link")
                            .filter(link -> link.matches("<[^>]+>.*rel=\"?next\"?.*"))
                            .map(link -> page.resolve(link.substring(1, link.indexOf('>'))));
                }
                return tags;
            });
        } catch (IOException e) {
            throw engine(e);
        }
    }

    static EngineException engine(IOException e) {
        return switch (e) {
            case RegistryFailure failure -> failure.toEngine();
            case InterruptedIOException _ -> new EngineException(ErrorKind.INTERNAL, "context canceled", e);
            case ClosedByInterruptException _ -> new EngineException(ErrorKind.INTERNAL, "context canceled", e);
            default -> new EngineException(ErrorKind.INTERNAL, String.valueOf(e.getMessage()), e);
        };
    }

    /** Ends all transfers. */
    @Override
    public void close() {
        transport.close();
    }
}
