package io.sockerless.drivers.wasm;

import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.Tree;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Named volumes: trees like a container's own, shared by all that mount them. */
final class Volumes {
    private final Layout layout;
    private final Map<String, Tree> open = new HashMap<>();

    Volumes(Layout layout) {
        this.layout = layout;
    }

    private Path place(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw EngineException.invalid("invalid volume name: \"" + name + "\"");
        }
        return layout.volumes().resolve(name);
    }

    String create(String name, Map<String, String> options) {
        if (!options.isEmpty()) {
            throw EngineException.invalid(
                    "invalid option: \"" + options.keySet().iterator().next() + "\": the driver wasm cannot mount");
        }
        Directories.make(place(name).resolve("data"));
        return place(name).toString();
    }

    /** @param source the place that {@link #create} told; empty when it is none of ours */
    synchronized Optional<Tree> tree(String name, String source) {
        if (name.isEmpty() || !Path.of(source).equals(place(name))) {
            return Optional.empty();
        }
        Path place = place(name);
        return Optional.of(open.computeIfAbsent(
                name, _ -> Tree.open(place, place.resolve("nothing"), place.resolve("data"), place.resolve("tree"))));
    }

    synchronized void remove(String name) {
        Tree tree = open.remove(name);
        if (tree != null) {
            tree.close();
        }
        Directories.remove(place(name));
    }

    synchronized void retain(Set<String> names) {
        for (String name : Directories.names(layout.volumes())) {
            if (!names.contains(name)) {
                remove(name);
            }
        }
    }

    long size(String name) {
        Path data = place(name).resolve("data");
        return Files.exists(data) ? Directories.size(data) : 0;
    }

    synchronized void close() {
        open.values().forEach(Tree::close);
        open.clear();
    }
}
