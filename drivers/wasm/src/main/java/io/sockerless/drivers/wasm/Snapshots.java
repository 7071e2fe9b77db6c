package io.sockerless.drivers.wasm;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.wasm.fs.FsException;
import io.sockerless.drivers.wasm.fs.Root;
import io.sockerless.drivers.wasm.fs.TarInto;
import io.sockerless.drivers.wasm.fs.Tree;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Unpacked layers: for each chain of layers the whole tree as a journal, and the contents that its topmost layer brought.
 * One is made beside its place and renamed, so that what has its name is complete.
 */
final class Snapshots {
    private static final String UNFINISHED = ".unfinished-";

    private final Layout layout;
    private final ReentrantLock lock;

    Snapshots(Layout layout, ReentrantLock lock) {
        this.layout = layout;
        this.lock = lock;
        for (String name : Layout.names(layout.layers())) {
            if (name.startsWith(UNFINISHED)) {
                Layout.remove(layout.layers().resolve(name));
            }
        }
    }

    static String hex(String chainId) {
        return chainId.substring(chainId.indexOf(':') + 1);
    }

    private Path place(String chainId) {
        return layout.layers().resolve(hex(chainId));
    }

    /** The journal of all that an image has; that of no layers is not there. */
    Path journal(List<String> chainIds) {
        return chainIds.isEmpty()
                ? layout.layers().resolve("none")
                : place(chainIds.getLast()).resolve("tree");
    }

    void ensure(List<ImageLayer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            ImageLayer layer = layers.get(i);
            if (!Files.exists(place(layer.chainId()))) {
                try (InputStream tar = layer.content().open()) {
                    unpack(layers.subList(0, i), layer, tar);
                } catch (IOException e) {
                    throw EngineException.internal("unpacking " + layer.diffId() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    synchronized void unpack(List<ImageLayer> below, ImageLayer layer, InputStream tar) {
        if (Files.exists(place(layer.chainId()))) {
            return;
        }
        Path temporary = layout.layers().resolve(UNFINISHED + UUID.randomUUID());
        Path data = temporary.resolve("data");
        Layout.make(data);
        Path journal = journal(below.stream().map(ImageLayer::chainId).toList());
        try (Tree tree = Tree.read(layout.layers(), journal, data)) {
            Root root = new Root(lock, tree, false);
            new TarInto(root, root.top(), new TarInto.Rules(true, false, Optional.empty())).unpack(tar);
            tree.save(temporary.resolve("tree"), hex(layer.chainId()) + "/data");
            Files.move(temporary, place(layer.chainId()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | FsException e) {
            throw EngineException.internal("unpacking " + layer.diffId() + ": " + e.getMessage(), e);
        } finally {
            Layout.remove(temporary);
        }
    }

    Map<String, Long> sizes() {
        Map<String, Long> out = new HashMap<>();
        for (String name : Layout.names(layout.layers())) {
            if (!name.startsWith(".")) {
                out.put(
                        "sha256:" + name,
                        Layout.size(layout.layers().resolve(name).resolve("data")));
            }
        }
        return out;
    }

    /** Removes all but these. */
    synchronized void retain(Set<String> chainIds) {
        Set<String> kept = new HashSet<>();
        chainIds.forEach(id -> kept.add(hex(id)));
        for (String name : Layout.names(layout.layers())) {
            if (!name.startsWith(".") && !kept.contains(name)) {
                Layout.remove(layout.layers().resolve(name));
            }
        }
    }
}
