package io.sockerless.engine.build;

import io.sockerless.drivers.spi.HasFiles.Owner;
import io.sockerless.engine.build.dockerfile.IgnoreFile;
import io.sockerless.engine.model.EngineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code COPY} and {@code ADD}: from a tree of files to the entries of a layer. */
final class Transfers {
    /**
     * Where files come from.
     *
     * @param node what it is, links followed
     * @param name the last element as it was written or found
     * @param relative its path below the pivot of {@code --parents}, else empty
     */
    record Found(TarTree tree, Node node, String name, String relative) {}

    /**
     * How they arrive.
     *
     * @param mode for files and directories; empty to keep theirs
     * @param owner null to keep theirs
     * @param unpack whether archives become their files
     */
    record Arrival(Owner owner, Optional<Integer> mode, IgnoreFile excludes, boolean unpack) {}

    private final StageFiles stage;
    private final Path work;
    private final LayerEntries layer = new LayerEntries();
    private final List<TarTree> unpacked = new ArrayList<>();

    /** @param work for what has to be unpacked meanwhile */
    Transfers(StageFiles stage, Path work) {
        this.stage = stage;
        this.work = work;
    }

    LayerEntries layer() {
        return layer;
    }

    void close() throws IOException {
        for (TarTree tree : unpacked) {
            tree.close();
        }
    }

    /** @param destination absolute; with a slash at its end if it has to be a directory */
    void transfer(List<Found> sources, String destination, Arrival arrival) throws IOException {
        String target = stage.resolve(destination);
        boolean directory = destination.endsWith("/") || existing(target).isPresent() || target.isEmpty();
        for (Found source : sources) {
            Optional<TarTree> archive = arrival.unpack() ? archive(source) : Optional.empty();
            if (archive.isPresent()) {
                parents(target + "/x", arrival.owner());
                contents(
                        archive.get(),
                        archive.get().find("").orElseThrow(),
                        target,
                        new Arrival(null, Optional.empty(), arrival.excludes(), false));
            } else if (!source.relative().isEmpty()) {
                copy(source, join(target, source.relative()), arrival);
            } else if (source.node().isDirectory()) {
                copy(source, target, arrival);
            } else {
                copy(source, directory ? join(target, source.name()) : target, arrival);
            }
        }
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private Optional<Node> existing(String path) {
        return stage.directory(path);
    }

    private void copy(Found source, String target, Arrival arrival) throws IOException {
        parents(source.node().isDirectory() ? target + "/" : target, arrival.owner());
        if (source.node().isDirectory()) {
            contents(source.tree(), source.node(), target, arrival);
        } else if (!arrival.excludes().excludes(source.name())) {
            put(source.tree(), source.node(), target, arrival, new HashMap<>());
        }
    }

    private void contents(TarTree tree, Node root, String target, Arrival arrival) throws IOException {
        if (!target.isEmpty()) {
            put(tree, root, target, arrival, new HashMap<>());
        }
        Map<String, String> placed = new HashMap<>();
        int cut = root.path().isEmpty() ? 0 : root.path().length() + 1;
        for (Node node : tree.below(root.path())) {
            String relative = node.path().substring(cut);
            if (!arrival.excludes().excludes(relative)) {
                put(tree, node, join(target, relative), arrival, placed);
            }
        }
    }

    /** @param placed where files of this transfer went, for their other names */
    private void put(TarTree tree, Node node, String target, Arrival arrival, Map<String, String> placed) {
        Node content = node;
        if (node.kind() == Node.Kind.HARD_LINK) {
            content = tree.content(node);
            String first = placed.get(content.path());
            if (first != null) {
                layer.put(arrived(content, target, Node.Kind.HARD_LINK, first, arrival), null);
                return;
            }
        }
        Node file = content;
        if (file.kind() == Node.Kind.FILE) {
            placed.putIfAbsent(file.path(), target);
        }
        layer.put(arrived(file, target, file.kind(), file.link(), arrival), () -> tree.open(file));
    }

    private static Node arrived(Node node, String path, Node.Kind kind, String link, Arrival arrival) {
        boolean permissions = kind != Node.Kind.SYMLINK;
        return new Node(
                path,
                kind,
                permissions ? arrival.mode().orElse(node.mode()) : node.mode(),
                arrival.owner() == null ? node.uid() : arrival.owner().uid(),
                arrival.owner() == null ? node.gid() : arrival.owner().gid(),
                node.size(),
                node.seconds(),
                node.nanos(),
                link,
                node.offset(),
                node.attributes());
    }

    /** The directories above: those that are there as they are, others new. */
    private void parents(String path, Owner owner) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            if (!layer.contains(parent)) {
                layer.put(existing(parent).orElseGet(() -> free(parent, owner)), null);
            }
        }
    }

    private Node free(String path, Owner owner) {
        if (stage.stat("/" + path).isPresent()) {
            throw EngineException.invalid("failed to copy files: mkdir /" + path + ": not a directory");
        }
        return fresh(path, owner);
    }

    /** A directory that is made on the way. */
    static Node fresh(String path, Owner owner) {
        return new Node(
                path,
                Node.Kind.DIRECTORY,
                0755,
                owner == null ? 0 : owner.uid(),
                owner == null ? 0 : owner.gid(),
                0,
                java.time.Instant.now().getEpochSecond(),
                0,
                "",
                0,
                Map.of());
    }

    /** A directory and those above it, where they are not there. */
    void directory(String path, Owner owner) {
        String target = stage.resolve(path);
        if (!target.isEmpty() && existing(target).isEmpty()) {
            if (stage.stat("/" + target).isPresent()) {
                throw EngineException.invalid("Cannot mkdir: /" + target + " is not a directory");
            }
            parents(target, owner);
            layer.put(fresh(target, owner), null);
        }
    }

    /** The files of an archive; empty if it is none. */
    private Optional<TarTree> archive(Found source) throws IOException {
        if (source.node().kind() != Node.Kind.FILE && source.node().kind() != Node.Kind.HARD_LINK) {
            return Optional.empty();
        }
        try (InputStream in = new BufferedInputStream(source.tree().open(source.node()))) {
            if (!Archives.isTar(in)) {
                return Optional.empty();
            }
        }
        try (InputStream in =
                io.sockerless.engine.oci.Compression.inflate(source.tree().open(source.node()))) {
            TarTree tree = TarTree.read(in, work);
            unpacked.add(tree);
            return Optional.of(tree);
        }
    }

    static EngineException missing(String path) {
        return EngineException.invalid(
                "COPY failed: file not found in build context or excluded by .dockerignore: stat " + path
                        + ": file does not exist");
    }
}
