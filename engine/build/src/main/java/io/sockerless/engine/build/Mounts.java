package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.RunMount;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code --mount}s of one {@code RUN}, as mounts of its container. What is bound is copied, so that nothing that
 * runs can change a context or another stage.
 */
final class Mounts implements AutoCloseable {
    private final Caches caches;
    private final Path work;
    private final StageState stage;
    private final Function<String, Origin> origins;
    private final Path memory;
    private final Offers offers;
    private final List<String> environment = new ArrayList<>();
    private int agents;
    private final List<Map<String, Object>> mounts = new ArrayList<>();
    private final Map<String, Object> tmpfs = new LinkedHashMap<>();
    private final List<String> targets = new ArrayList<>();
    private final List<AutoCloseable> held = new ArrayList<>();
    private final TreeHash hash = new TreeHash();

    /**
     * @param work a directory of this step's own
     * @param memory where secrets may lie for a while
     * @param origins the files of a stage or image by its name, of the context for the empty one
     */
    Mounts(Caches caches, Path work, Path memory, StageState stage, Function<String, Origin> origins, Offers offers) {
        this.caches = caches;
        this.work = work;
        this.stage = stage;
        this.origins = origins;
        this.memory = memory;
        this.offers = offers;
    }

    void add(RunMount mount) throws IOException, InterruptedException {
        hash.add(mount.toString());
        String target = target(mount);
        switch (mount.type()) {
            case "bind" ->
                bound(
                        target,
                        copied(mount),
                        !mount.options().getOrDefault("readonly", "true").equals("false"));
            case "cache" -> cache(mount, target);
            case "tmpfs" -> {
                String size = mount.options().get("size");
                tmpfs.put(target, size == null ? "" : "size=" + stage.expand(size));
                targets.add(target);
            }
            case "secret" -> secret(mount, target);
            case "ssh" -> agent(mount, target);
            default -> throw EngineException.invalid("unsupported mount type \"" + mount.type() + "\"");
        }
    }

    private String target(RunMount mount) {
        String target = mount.options().get("target");
        return target == null ? "" : "/" + TarTree.clean(stage.absolute(stage.expand(target)));
    }

    /** A file of the build's own. */
    void file(String target, String content) throws IOException {
        Path file = Files.createTempFile(work, "script", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        bound(target, file, true);
    }

    private void bound(String target, Path source, boolean readOnly) {
        Map<String, Object> mount = new LinkedHashMap<>();
        mount.put("Type", "bind");
        mount.put("Source", source.toString());
        mount.put("Target", target);
        mount.put("ReadOnly", readOnly);
        mounts.add(mount);
        targets.add(target);
    }

    private Path copied(RunMount mount) throws IOException {
        String source = stage.expand(mount.options().getOrDefault("source", "/"));
        String from = mount.options().getOrDefault("from", "");
        Transfers.Found found = origins.apply(from).find(List.of(source), false).getFirst();
        Path copy = Files.createTempDirectory(work, "bind");
        hash.add(found.node().path());
        for (Node node : found.tree().below(found.node().path())) {
            hash.add(found.tree(), node, node.path());
        }
        if (!found.node().isDirectory()) {
            hash.add(found.tree(), found.node(), "");
            Path file = copy.resolve("file");
            write(found.tree(), found.node(), file);
            return file;
        }
        Path root = copy.resolve("root");
        write(found.tree(), found.node(), root);
        int cut = found.node().path().isEmpty() ? 0 : found.node().path().length() + 1;
        for (Node node : found.tree().below(found.node().path())) {
            write(found.tree(), node, root.resolve(node.path().substring(cut)));
        }
        return root;
    }

    /** The tree's names cannot leave it, and it is written parents first into a directory that nobody else has. */
    private static void write(TarTree tree, Node node, Path path) throws IOException {
        Node content = node.kind() == Node.Kind.HARD_LINK ? tree.content(node) : node;
        switch (content.kind()) {
            case DIRECTORY -> Files.createDirectory(path);
            case SYMLINK -> Files.createSymbolicLink(path, Path.of(content.link()));
            case FILE -> {
                try (InputStream in = tree.open(content)) {
                    Files.copy(in, path);
                }
            }
            case FIFO, CHARACTERS, BLOCKS, HARD_LINK -> {
                return;
            }
        }
        Files.setAttribute(path, "unix:uid", (int) content.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", (int) content.gid(), LinkOption.NOFOLLOW_LINKS);
        if (content.kind() != Node.Kind.SYMLINK) {
            Files.setAttribute(path, "unix:mode", content.mode());
        }
    }

    private void cache(RunMount mount, String target) throws IOException, InterruptedException {
        Map<String, String> options = mount.options();
        String id = options.containsKey("id") ? stage.expand(options.get("id")) : target;
        Caches.Held cache = caches.hold(
                Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).hex(), options.getOrDefault("sharing", "shared"));
        held.add(cache);
        if (cache.fresh()) {
            Files.setAttribute(
                    cache.directory(), "unix:mode", Integer.parseInt(options.getOrDefault("mode", "0755"), 8));
            Files.setAttribute(cache.directory(), "unix:uid", Integer.parseInt(options.getOrDefault("uid", "0")));
            Files.setAttribute(cache.directory(), "unix:gid", Integer.parseInt(options.getOrDefault("gid", "0")));
        }
        bound(
                target,
                cache.directory(),
                options.getOrDefault("readonly", "false").equals("true"));
    }

    /** A file, a variable of the environment, or both; neither is known to cache or history. */
    private void secret(RunMount mount, String target) throws IOException {
        Map<String, String> options = mount.options();
        String id = options.get("id");
        if (id == null) {
            if (target.isEmpty()) {
                throw EngineException.invalid("one of source, target required");
            }
            id = target.substring(target.lastIndexOf('/') + 1);
        }
        Optional<byte[]> secret = offers.secrets().apply(id);
        if (secret.isEmpty()) {
            absent(mount);
            return;
        }
        String variable = options.get("env");
        if (variable != null) {
            environment.add(variable + "=" + new String(secret.get(), StandardCharsets.UTF_8));
        }
        if (variable == null || !target.isEmpty()) {
            Files.createDirectories(memory);
            Path file = Files.createTempFile(memory, "secret", "");
            held.add(() -> Files.deleteIfExists(file));
            Files.write(file, secret.get());
            own(file, options, "0400");
            bound(target.isEmpty() ? "/run/secrets/" + id : target, file, true);
        }
    }

    private void agent(RunMount mount, String target) throws IOException {
        Map<String, String> options = mount.options();
        Optional<Offers.Agent> agent = offers.agents().open(options.getOrDefault("id", "default"));
        if (agent.isEmpty()) {
            absent(mount);
            return;
        }
        held.add(agent.get());
        own(agent.get().socket(), options, "0600");
        String inside = target.isEmpty() ? "/run/buildkit/ssh_agent." + agents : target;
        if (agents++ == 0) {
            environment.add("SSH_AUTH_SOCK=" + inside);
        }
        bound(inside, agent.get().socket(), false);
    }

    private static void own(Path path, Map<String, String> options, String mode) throws IOException {
        Files.setAttribute(path, "unix:uid", Integer.parseInt(options.getOrDefault("uid", "0")));
        Files.setAttribute(path, "unix:gid", Integer.parseInt(options.getOrDefault("gid", "0")));
        Files.setAttribute(path, "unix:mode", Integer.parseInt(options.getOrDefault("mode", mode), 8));
    }

    /** For the command, as {@code NAME=value}. */
    List<String> environment() {
        return environment;
    }

    private static void absent(RunMount mount) {
        if (mount.options().getOrDefault("required", "false").equals("true")) {
            throw EngineException.invalid(mount.type() + " " + mount.options().getOrDefault("id", "default")
                    + ": not found: the client gives none");
        }
    }

    /** What they are, for the cache; empty without any. */
    String hash() {
        return mounts.isEmpty() && tmpfs.isEmpty() ? "" : hash.hex();
    }

    /** Where they are, for what is made for them to be left out of the layer. */
    List<String> targets() {
        return targets;
    }

    /** Fields of a HostConfig. */
    Map<String, Object> host() {
        Map<String, Object> host = new LinkedHashMap<>();
        if (!mounts.isEmpty()) {
            host.put("Mounts", mounts);
        }
        if (!tmpfs.isEmpty()) {
            host.put("Tmpfs", tmpfs);
        }
        return host;
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable each : held) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
        Trees.remove(work);
    }
}
