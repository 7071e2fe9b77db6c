package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The frontend {@code dockerfile.v0}: fetches what a Dockerfile needs from its client, and has it built. */
final class DockerfileFrontend {
    private static final Pattern OWN_SYNTAX =
            Pattern.compile("(docker\\.io/)?docker/dockerfile(-upstream)?(:[\\w.-]+)?(@sha256:[0-9a-f]{64})?");
    private static final Pattern DIRECTIVE = Pattern.compile("(?i)^(?:#|//)\\s*syntax\\s*=\\s*(\\S+)");
    private static final Pattern ANY_DIRECTIVE = Pattern.compile("^#\\s*\\w+\\s*=.*");

    private final Dockerfiles dockerfiles;
    private final CacheImports caches;
    private final Contexts contexts;

    DockerfileFrontend(Dockerfiles dockerfiles, CacheImports caches, Contexts contexts) {
        this.dockerfiles = dockerfiles;
        this.caches = caches;
        this.contexts = contexts;
    }

    /** This machine's. */
    io.sockerless.frontends.buildkit.wire.ops.Platform platform() {
        return Worker.wire(dockerfiles.platforms().getFirst());
    }

    Fetched fetch(Job job, Graph.Remote remote, Consumer<String> gate) throws InterruptedException {
        return Sources.fetch(job.progress(), dockerfiles, remote, gate);
    }

    /** @param gate is told of each source before it is used, and throws to forbid it */
    Result solve(Job job, Order order, Optional<Session> session, Consumer<String> gate) throws InterruptedException {
        Attributes attributes = order.attributes();
        requireServed(order);
        List<Platform> platforms = platforms(attributes);
        try (Sources sources = new Sources(job.progress(), contexts, dockerfiles, order, session, gate)) {
            Sources.Text dockerfile = sources.dockerfile();
            requireOwnSyntax(dockerfile.bytes());
            requireKnown(attributes);
            Recipe recipe = new Recipe(
                    dockerfile.bytes(),
                    attributes.filename(),
                    sources.context(),
                    sources.namedContexts(),
                    attributes,
                    Optional.empty(),
                    job.inlineCache(),
                    caches.run(job.progress(), attributes, session),
                    session,
                    gate);
            List<Built> built = new ArrayList<>();
            for (Platform platform : platforms) {
                built.add(dockerfiles.build(recipe.on(platform), job.progress()));
            }
            boolean several = platforms.size() > 1 || attributes.flag("multi-platform");
            return new Result(built, several, metadata(built, several));
        }
    }

    private static void requireServed(Order order) {
        Attributes attributes = order.attributes();
        String source = attributes.get("source");
        switch (order.frontend()) {
            case "dockerfile.v0" -> {}
            case "gateway.v0" -> requireOwn(source);
            case "" ->
                throw EngineException.notImplemented(
                        "this engine builds Dockerfiles only, no graphs (LLB) that a client makes itself");
            default -> throw EngineException.notImplemented("frontend " + order.frontend() + " is not served here");
        }
        if (attributes.has("requestid")) {
            throw EngineException.notImplemented("unsupported request " + attributes.get("requestid")
                    + ": this engine's Dockerfile frontend builds, and answers no questions about Dockerfiles");
        }
        String syntax = attributes.get("build-arg:BUILDKIT_SYNTAX");
        if (!syntax.isEmpty()) {
            requireOwn(syntax);
        }
        for (String kind : attributes.beginning("attest:").keySet()) {
            throw EngineException.notImplemented("attestations (" + kind + ") are not made by this engine");
        }
    }

    /** Docker's own frontend is what this engine is; others are programs that only BuildKit can run. */
    private static void requireOwn(String image) {
        if (!OWN_SYNTAX.matcher(image).matches()) {
            throw EngineException.notImplemented("frontend image " + image
                    + " is not served here: this engine itself is the frontend docker/dockerfile, and runs no other");
        }
    }

    /** Directives stand before anything else. */
    private static void requireOwnSyntax(byte[] dockerfile) {
        String text = new String(dockerfile, StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            Matcher directive = DIRECTIVE.matcher(line.strip());
            if (directive.find()) {
                requireOwn(directive.group(1));
                return;
            }
            if (!ANY_DIRECTIVE.matcher(line.strip()).matches() && !line.startsWith("#!")) {
                return;
            }
        }
    }

    private static void requireKnown(Attributes attributes) {
        List<String> unknown = attributes.unknown();
        if (!unknown.isEmpty()) {
            throw EngineException.notImplemented(
                    "build options not known to this engine: " + String.join(", ", unknown));
        }
    }

    private List<Platform> platforms(Attributes attributes) {
        List<Platform> here = dockerfiles.platforms();
        List<Platform> wanted = new ArrayList<>();
        for (String name : attributes.list("platform")) {
            Platform platform = Platform.parse(name);
            if (!here.contains(platform)) {
                throw EngineException.notImplemented(
                        "platform " + platform + " does not run on this machine, which runs " + here);
            }
            wanted.add(platform);
        }
        return wanted.isEmpty() ? List.of(here.getFirst()) : wanted;
    }

    private static Map<String, ByteString> metadata(List<Built> built, boolean several) {
        Map<String, ByteString> metadata = new HashMap<>();
        List<Map<String, Object>> platforms = new ArrayList<>();
        for (Built image : built) {
            String id = image.platform().toString();
            metadata.put(
                    several ? "containerimage.config/" + id : "containerimage.config",
                    ByteString.copyFrom(image.config()));
            Map<String, Object> platform = new LinkedHashMap<>();
            platform.put("architecture", image.platform().architecture());
            platform.put("os", image.platform().os());
            if (!image.platform().variant().isEmpty()) {
                platform.put("variant", image.platform().variant());
            }
            platforms.add(Map.of("ID", id, "Platform", platform));
        }
        metadata.put("refs.platforms", ByteString.copyFrom(Json.line(Map.of("Platforms", platforms))));
        return metadata;
    }
}
