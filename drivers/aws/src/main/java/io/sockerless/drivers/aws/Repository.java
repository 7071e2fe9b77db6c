package io.sockerless.drivers.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.registry.AuthConfig;
import io.sockerless.engine.oci.registry.DetachedPusher;
import io.sockerless.engine.oci.registry.RegistryClient;
import io.sockerless.engine.oci.registry.RegistryConfig;
import io.sockerless.engine.oci.registry.RemoteLayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/**
 * The images of tasks: the layers of a container and the agent's, with a configuration that says nothing else, since the
 * task definition, or the function, says all. So the tag follows from the layers, and what is there is not brought again.
 */
final class Repository implements AutoCloseable {
    private static final Pattern ECR = Pattern.compile("(.*/)?[0-9]{12}\\.dkr\\.ecr[.-].*");
    private static final JsonMapper JSON = new JsonMapper();
    private static final int TAG_DIGITS = 40;

    private final ImageReference name;
    private final EcrClient ecr;
    private final Clock clock;
    private final RegistryClient registry;
    private final ImageLayer agent;
    private final Map<Digest, Descriptor> pushed = new ConcurrentHashMap<>();
    private final Map<Digest, ImageReference> present = new ConcurrentHashMap<>();
    private AuthConfig login = AuthConfig.none();
    private Instant loginEnds = Instant.MIN;

    Repository(String name, ImageLayer agent, EcrClient ecr, Clock clock) {
        this.agent = agent;
        this.name = ImageReference.parse(name).nameOnly();
        this.ecr = ecr;
        this.clock = clock;
        this.registry = new RegistryClient(RegistryConfig.defaults(), clock);
    }

    /** The image with a container's layers by its digest; it is brought there when it is missing. */
    ImageReference ensure(TaskSpec spec) {
        return ensure(spec.platform(), spec.layers());
    }

    /** The image with these layers and the agent's. */
    ImageReference ensure(String platform, List<ImageLayer> own) {
        List<ImageLayer> layers = new ArrayList<>(own);
        layers.add(agent);
        byte[] config = config(platform, layers);
        // Containers of one image that are created at once bring it once.
        return present.computeIfAbsent(
                Digest.sha256(config), id -> found(id).orElseGet(() -> push(layers, id, config)));
    }

    /** The same container's layers, which are read from an image that was brought here where nobody else has them. */
    TaskSpec readable(TaskSpec spec, String image) {
        List<ImageLayer> layers = spec.layers().stream()
                .map(layer -> new ImageLayer(layer.chainId(), layer.diffId(), layer.size(), () -> open(layer, image)))
                .toList();
        return new TaskSpec(
                spec.id(),
                spec.name(),
                spec.platform(),
                spec.config(),
                spec.host(),
                layers,
                spec.args(),
                spec.env(),
                spec.hostname(),
                spec.mounts(),
                spec.network(),
                spec.log());
    }

    private InputStream open(ImageLayer layer, String image) throws IOException {
        try {
            return layer.content().open();
        } catch (EngineException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return new RemoteLayer(registry).open(ImageReference.parse(image), Digest.parse(layer.diffId()), login());
        }
    }

    private ImageReference tagged(Digest id) {
        return name.withTag("layers-" + id.hex().substring(0, TAG_DIGITS));
    }

    private Optional<ImageReference> found(Digest id) {
        try {
            return Optional.of(name.withDigest(
                    registry.inspect(tagged(id), login()).descriptor().digest()));
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ImageReference push(List<ImageLayer> layers, Digest id, byte[] config) {
        List<DetachedPusher.Source> sources =
                layers.stream().map(Repository::source).toList();
        Descriptor manifest = new DetachedPusher(registry).push(tagged(id), sources, config, login(), pushed);
        return name.withDigest(manifest.digest());
    }

    private static DetachedPusher.Source source(ImageLayer layer) {
        return new DetachedPusher.Source(Digest.parse(layer.diffId()), layer.content()::open);
    }

    private synchronized AuthConfig login() {
        if (!ECR.matcher(name.domain() + "/" + name.path()).matches()) {
            return AuthConfig.none();
        }
        if (clock.instant().isAfter(loginEnds)) {
            AuthorizationData answer = Clients.ask(
                    () -> ecr.getAuthorizationToken().authorizationData().getFirst());
            String[] pair = new String(Base64.getDecoder().decode(answer.authorizationToken()), StandardCharsets.UTF_8)
                    .split(":", 2);
            login = AuthConfig.basic(pair[0], pair[1]);
            loginEnds = answer.expiresAt().minusSeconds(600);
        }
        return login;
    }

    private static byte[] config(String of, List<ImageLayer> layers) {
        String[] platform = of.split("/");
        Map<String, Object> config = new TreeMap<>();
        config.put("os", platform[0]);
        config.put("architecture", platform.length > 1 ? platform[1] : "amd64");
        if (platform.length > 2) {
            config.put("variant", platform[2]);
        }
        config.put("config", Map.of());
        Map<String, Object> root = new TreeMap<>();
        root.put("type", "layers");
        root.put("diff_ids", layers.stream().map(ImageLayer::diffId).toList());
        config.put("rootfs", root);
        try {
            return JSON.writeValueAsBytes(config);
        } catch (JsonProcessingException e) {
            throw EngineException.internal("the configuration of an image: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
