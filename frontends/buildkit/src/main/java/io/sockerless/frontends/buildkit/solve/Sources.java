package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.session.ClientFiles;
import io.sockerless.frontends.buildkit.session.ClientUploads;
import io.sockerless.frontends.buildkit.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
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
import java.util.function.Consumer;

/** What a build takes from its client: Dockerfile, context, further contexts. Kept in place until it is closed. */
final class Sources implements AutoCloseable {
    private static final int LARGEST_DOCKERFILE = 16 << 20;
    private static final String IGNORE = ".dockerignore";

    private final Progress progress;
    private final Contexts contexts;
    private final Dockerfiles fetching;
    private final Order order;
    private final Optional<Session> session;
    private final Consumer<String> gate;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private Optional<Fetched> remote = Optional.empty();
    private Optional<byte[]> ownIgnore = Optional.empty();

    Sources(
            Progress progress,
            Contexts contexts,
            Dockerfiles fetching,
            Order order,
            Optional<Session> session,
            Consumer<String> gate) {
        this.progress = progress;
        this.contexts = contexts;
        this.fetching = fetching;
        this.order = order;
        this.session = session;
        this.gate = gate;
    }

    /** Fetches what is not the client's. */
    static Fetched fetch(Progress progress, Dockerfiles fetching, Graph.Remote source, Consumer<String> gate)
            throws InterruptedException {
        gate.accept(source.url());
        return Step.of(progress, "[internal] load remote build context " + source.url())
                .run(() -> fetching.fetch(source.url(), source.filename(), source.keepGit()));
    }

    record Text(String name, byte[] bytes) {}

    /** @throws EngineException NOT_FOUND as BuildKit words it */
    Text dockerfile() throws InterruptedException {
        String name = order.attributes().filename();
        remote = remote(name);
        if (remote.isPresent() && !order.attributes().has("dockerfilekey")) {
            return remoteDockerfile(remote.get(), name);
        }
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

    private static Text remoteDockerfile(Fetched files, String name) {
        if (files.look(name).filter(entry -> !entry.directory()).isEmpty()) {
            throw EngineException.notFound("failed to read dockerfile: open " + name + ": no such file or directory");
        }
        try (InputStream in = files.open(name)) {
            return new Text(name, in.readNBytes(LARGEST_DOCKERFILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A context that is not a directory of the client's: what it names, what it describes, or what it has read. */
    private Optional<Fetched> remote(String dockerfile) throws InterruptedException {
        String named = order.attributes().get("context");
        boolean keepGit = order.attributes().flag("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR");
        Optional<Fetched> found;
        if (!named.isEmpty()) {
            Optional<Fetched> uploaded = upload(named);
            found = uploaded.isPresent()
                    ? uploaded
                    : Optional.of(fetch(progress, fetching, new Graph.Remote(named, dockerfile, keepGit), gate));
        } else if (order.inputs().containsKey("context")) {
            found = Optional.of(files(input("context", dockerfile)));
        } else {
            found = Optional.empty();
        }
        found.ifPresent(held::push);
        return found;
    }

    private static Fetched files(Recipe.Named named) {
        return switch (named) {
            case Recipe.Named.Tree(Fetched files) -> files;
            case Recipe.Named.Directory _, Recipe.Named.Image _ ->
                throw EngineException.notImplemented("an image as the build context is not supported: name it instead");
        };
    }

    private Optional<Fetched> upload(String address) throws InterruptedException {
        URI uri = URI.create(address);
        if (session.isEmpty() || !ClientUploads.isUpload(session.get(), uri)) {
            return Optional.empty();
        }
        Contexts.Lease lease = contexts.lease("");
        held.push(lease);
        return Optional.of(Step.of(progress, "[internal] load build context from client's input")
                .run(() -> {
                    Path file = lease.directory().resolve("upload");
                    try (OutputStream out = Files.newOutputStream(file)) {
                        ClientUploads.pull(session.get(), uri, out);
                    }
                    try (InputStream in = Files.newInputStream(file)) {
                        return fetching.unpack(in);
                    }
                }));
    }

    /** What the client means by a graph that it sent along. */
    private Recipe.Named input(String name, String dockerfile) throws InterruptedException {
        if (!order.inputs().containsKey(name)) {
            throw EngineException.invalid("no frontend input named " + name);
        }
        return switch (Graph.of(order.inputs().get(name))) {
            case Graph.Image(String id) -> new Recipe.Named.Image(id);
            case Graph.Remote source ->
                new Recipe.Named.Tree(fetch(
                        progress,
                        fetching,
                        new Graph.Remote(
                                source.url(),
                                source.filename().isEmpty() ? dockerfile : source.filename(),
                                source.keepGit()),
                        gate));
        };
    }

    /** The directory without what is to be ignored; of what is fetched, nothing is. */
    Recipe.Named.Files context() throws InterruptedException {
        if (remote.isPresent()) {
            return new Recipe.Named.Tree(remote.get());
        }
        String key = order.attributes().contextKey();
        List<String> ignored =
                IgnorePatterns.of(ownIgnore.isPresent() ? ownIgnore.get() : ignoreFile(key, "[internal]"));
        return new Recipe.Named.Directory(receive(key, "[internal] load build context", List.of(), ignored, key));
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
            case "input" -> {
                Recipe.Named input = input(rest, "");
                if (input instanceof Recipe.Named.Tree(Fetched files)) {
                    held.push(files);
                }
                yield input;
            }
            case "http", "https", "git", "ssh" -> {
                Fetched files = fetch(progress, fetching, new Graph.Remote(source, "context", false), gate);
                held.push(files);
                yield new Recipe.Named.Tree(files);
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
        held.push(lease);
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
        for (AutoCloseable one : held) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
