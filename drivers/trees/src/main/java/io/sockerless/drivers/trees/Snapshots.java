package io.sockerless.drivers.trees;

import io.sockerless.drivers.spi.ImageLayer;
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
public final class Snapshots {
    private static final String UNFINISHED = ".unfinished-";

    private final Path layers;
    private final ReentrantLock lock;

    /** @param layers a directory of its own, which is there */
    public Snapshots(Path layers, ReentrantLock lock) {
        this.layers = layers;
        this.lock = lock;
        for (String name : Directories.names(layers)) {
            if (name.startsWith(UNFINISHED)) {
                Directories.remove(layers.resolve(name));
            }
        }
    }

    static String hex(String chainId) {
        return chainId.substring(chainId.indexOf(':') + 1);
    }

    private Path place(String chainId) {
        return layers.resolve(hex(chainId));
    }

    /** The journal of all that an image has; that of no layers is not there. */
    public Path journal(List<String> chainIds) {
        return chainIds.isEmpty()
                ? layers.resolve("none")
                : place(chainIds.getLast()).resolve("tree");
    }

    public void ensure(List<ImageLayer> chain) {
        for (int i = 0; i < chain.size(); i++) {
            ImageLayer layer = chain.get(i);
            if (!Files.exists(place(layer.chainId()))) {
                try (InputStream tar = layer.content().open()) {
                    unpack(chain.subList(0, i), layer, tar);
                } catch (IOException e) {
                    throw EngineException.internal("unpacking " + layer.diffId() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    public synchronized void unpack(List<ImageLayer> below, ImageLayer layer, InputStream tar) {
        if (Files.exists(place(layer.chainId()))) {
            return;
        }
        Path temporary = layers.resolve(UNFINISHED + UUID.randomUUID());
        Path data = temporary.resolve("data");
        Directories.make(data);
        Path journal = journal(below.stream().map(ImageLayer::chainId).toList());
        try (Tree tree = Tree.read(layers, journal, data)) {
            Root root = new Root(lock, tree, false);
            new TarInto(root, root.top(), new TarInto.Rules(true, false, Optional.empty())).unpack(tar);
            tree.save(temporary.resolve("tree"), hex(layer.chainId()) + "/data");
            Files.move(temporary, place(layer.chainId()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | FsException e) {
            throw EngineException.internal("unpacking " + layer.diffId() + ": " + e.getMessage(), e);
        } finally {
            Directories.remove(temporary);
        }
    }

    public Map<String, Long> sizes() {
        Map<String, Long> out = new HashMap<>();
        for (String name : Directories.names(layers)) {
            if (!name.startsWith(".")) {
                out.put("sha256:" + name, Directories.size(layers.resolve(name).resolve("data")));
            }
        }
        return out;
    }

    /** Removes all but these. */
    public synchronized void retain(Set<String> chainIds) {
        Set<String> kept = new HashSet<>();
        chainIds.forEach(id -> kept.add(hex(id)));
        for (String name : Directories.names(layers)) {
            if (!name.startsWith(".") && !kept.contains(name)) {
                Directories.remove(layers.resolve(name));
            }
        }
    }
}
