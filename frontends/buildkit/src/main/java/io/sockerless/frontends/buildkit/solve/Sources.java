package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.session.ClientFiles;
import io.sockerless.frontends.buildkit.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a build takes from its client: Dockerfile, context, further contexts. Kept in place until it is closed. */
final class Sources implements AutoCloseable {
    private static final String IGNORE = ".dockerignore";

    private final Progress progress;
    private final Contexts contexts;
    private final Order order;
    private final Optional<Session> session;
    private final Deque<Contexts.Lease> leases = new ArrayDeque<>();
    private Optional<byte[]> ownIgnore = Optional.empty();

    Sources(Progress progress, Contexts contexts, Order order, Optional<Session> session) {
        this.progress = progress;
        this.contexts = contexts;
        this.order = order;
        this.session = session;
    }

    record Text(String name, byte[] bytes) {}

    /** @throws EngineException NOT_FOUND as BuildKit words it */
    Text dockerfile() throws InterruptedException {
        String name = order.attributes().filename();
        String other = withLowerCase(name);
        List<String> wanted = List.of(name, name + IGNORE, other);
        Path directory = receive(
                order.attributes().dockerfileKey(),
                "[internal] load build definition from " + name,
                wanted,
                List.of(),
                "dockerfile-" + order.attributes().dockerfileKey());
        ownIgnore = read(directory, name + IGNORE);
        for (String candidate : List.of(name, other)) {
            Optional<byte[]> found = read(directory, candidate);
            if (found.isPresent()) {
                return new Text(candidate, found.get());
            }
        }
        throw EngineException.notFound("failed to read dockerfile: open " + name + ": no such file or directory");
    }

    /** Docker takes a file of that name for its default one. */
    private static String withLowerCase(String name) {
        return name.endsWith("Dockerfile")
                ? name.substring(0, name.length() - "Dockerfile".length()) + "Dockerfile".toLowerCase(Locale.ROOT)
                : name;
    }

    /** The directory without what is to be ignored. */
    Path context() throws InterruptedException {
        if (order.attributes().has("context")) {
            throw EngineException.notImplemented(
                    "remote contexts (" + order.attributes().get("context") + ") cannot be built through BuildKit yet");
        }
        String key = order.attributes().contextKey();
        List<String> ignored =
                IgnorePatterns.of(ownIgnore.isPresent() ? ownIgnore.get() : ignoreFile(key, "[internal]"));
        return receive(key, "[internal] load build context", List.of(), ignored, key);
    }

    private byte[] ignoreFile(String key, String prefix) throws InterruptedException {
        Path directory = receive(key, prefix + " load " + IGNORE, List.of(IGNORE), List.of(), "");
        return read(directory, IGNORE).orElse(new byte[0]);
    }

    Map<String, Recipe.Named> namedContexts() throws InterruptedException {
        Map<String, Recipe.Named> named = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry :
                order.attributes().beginning("context:").entrySet()) {
            named.put(entry.getKey(), named(entry.getKey(), entry.getValue()));
        }
        return named;
    }

    private Recipe.Named named(String name, String source) throws InterruptedException {
        int colon = source.indexOf(':');
        String kind = colon < 0 ? source : source.substring(0, colon);
        String rest = source.substring(colon + 1);
        return switch (kind) {
            case "local" -> {
                String title = "[context " + name + "]";
                List<String> ignored = IgnorePatterns.of(ignoreFile(rest, title));
                yield new Recipe.Named.Directory(
                        receive(rest, title + " load from client", List.of(), ignored, "context-" + name));
            }
            case "docker-image" -> new Recipe.Named.Image(rest.startsWith("//") ? rest.substring(2) : rest);
            default ->
                throw EngineException.notImplemented("a context of this kind is not supported: " + name + "=" + source);
        };
    }

    /**
     * @param only paths; none: everything
     * @param keep what tells this use of the client's directory from others; empty: nothing is kept of it
     */
    private Path receive(String directory, String title, List<String> only, List<String> excludes, String keep)
            throws InterruptedException {
        Session client =
                session.orElseThrow(() -> EngineException.invalid("a build without a session has no local files"));
        String shared = order.attributes().get("sharedkey:localdir:" + directory);
        String key = shared.isEmpty() ? client.sharedKey() : shared;
        Contexts.Lease lease = contexts.lease(key.isEmpty() || keep.isEmpty() ? "" : keep + "\n" + key);
        leases.push(lease);
        Step step = Step.of(progress, title);
        step.run(() -> {
            Step.Part transfer = step.part("transferring " + directory + ":");
            ClientFiles.receive(
                    client,
                    new ClientFiles.Selection(directory, List.of(), excludes, only),
                    lease.directory(),
                    bytes -> transfer.at(bytes, 0));
            transfer.complete();
            return null;
        });
        return lease.directory();
    }

    private static Optional<byte[]> read(Path directory, String name) {
        Path file = directory.resolve(name).normalize();
        try {
            // A link may point to what the client has sent, and nowhere else.
            if (!file.startsWith(directory)
                    || !Files.exists(file)
                    || !file.toRealPath().startsWith(directory.toRealPath())
                    || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        leases.forEach(Contexts.Lease::close);
    }
}
