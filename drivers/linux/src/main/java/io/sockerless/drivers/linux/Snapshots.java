package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.Extracted;
import io.sockerless.drivers.agent.Unpack;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Unpacked layers, one directory per chain id. A layer is unpacked beside its place, flushed, and renamed, so that a
 * directory with its final name is complete after any crash.
 */
final class Snapshots {
    private static final String UNFINISHED = ".unfinished-";
    private static final String SIZE = "size";
    private static final String MOUNT_TARGETS = ".mount-targets";

    private final Layout layout;
    private final HostAgent host;
    private final RandomGenerator random;
    private final KeyedLocks locks = new KeyedLocks();

    Snapshots(Layout layout, HostAgent host, RandomGenerator random) {
        this.layout = layout;
        this.host = host;
        this.random = random;
    }

    boolean ready(String chainId) {
        return Files.isDirectory(layout.snapshot(chainId));
    }

    /** Makes all ready; lowest first. */
    void ensure(List<ImageLayer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            ImageLayer layer = layers.get(i);
            if (!ready(layer.chainId())) {
                unpack(layers.subList(0, i), layer, how -> unpack(how, layer));
            }
        }
    }

    private Extracted unpack(Unpack how, ImageLayer layer) throws IOException {
        Optional<Path> file = layer.content().file();
        if (file.isPresent()) {
            return host.files().unpack(how, file.get());
        }
        try (InputStream tar = layer.content().open()) {
            return host.files().unpack(how, tar);
        }
    }

    /** Makes one ready whose {@code below} are. */
    void unpack(List<ImageLayer> below, ImageLayer layer, InputStream tar) {
        unpack(below, layer, how -> host.files().unpack(how, tar));
    }

    @FunctionalInterface
    private interface Extraction {
        Extracted run(Unpack how) throws IOException;
    }

    private void unpack(List<ImageLayer> below, ImageLayer layer, Extraction extraction) {
        try (KeyedLocks.Held _ = locks.lock(layer.chainId())) {
            if (ready(layer.chainId())) {
                return;
            }
            Path temporary =
                    layout.snapshots().resolve(UNFINISHED + HexFormat.of().toHexDigits(random.nextLong()));
            Layout.make(temporary);
            try {
                List<Path> parents =
                        lowers(below.stream().map(ImageLayer::chainId).toList());
                Extracted done =
                        extraction.run(new Unpack(temporary.resolve("fs"), Unpack.Whiteouts.OVERLAY, parents, true));
                Files.writeString(temporary.resolve(SIZE), Long.toString(done.bytes()));
                Files.move(temporary, layout.snapshot(layer.chainId()).getParent(), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
                throw EngineException.internal("placing snapshot " + layer.chainId() + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw EngineException.internal("unpacking " + layer.diffId() + ": " + e.getMessage(), e);
            } finally {
                if (Files.exists(temporary)) {
                    host.files().removeTree(temporary);
                }
            }
        }
    }

    /** The trees of these chain ids (lowest first), topmost first as overlayfs wants them. */
    List<Path> lowers(List<String> chainIds) {
        return chainIds.reversed().stream().map(layout::snapshot).toList();
    }

    /** The lower trees of a container made of these layers, topmost first. */
    List<Path> containerLowers(List<String> chainIds) {
        List<Path> trees = new ArrayList<>();
        try (KeyedLocks.Held _ = locks.lock(MOUNT_TARGETS)) {
            trees.add(MountTargets.in(layout.snapshots().resolve(MOUNT_TARGETS)));
        } catch (IOException e) {
            throw EngineException.internal("making the layer of mount targets: " + e.getMessage(), e);
        }
        trees.addAll(lowers(chainIds));
        return trees;
    }

    Map<String, Long> sizes() {
        Map<String, Long> out = new LinkedHashMap<>();
        for (String name : Layout.names(layout.snapshots())) {
            if (!name.startsWith(".")) {
                out.put("sha256:" + name, size(layout.snapshots().resolve(name).resolve(SIZE)));
            }
        }
        return out;
    }

    private static long size(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            throw EngineException.internal("reading " + file + ": " + e.getMessage(), e);
        }
    }

    /** Removes all but these. */
    void retain(Set<String> chainIds) {
        List<String> kept = chainIds.stream().map(Layout::hex).toList();
        for (String name : Layout.names(layout.snapshots())) {
            if (!name.startsWith(".") && !kept.contains(name)) {
                try (KeyedLocks.Held _ = locks.lock("sha256:" + name)) {
                    remove(layout.snapshots().resolve(name));
                }
            }
        }
    }

    /** Out of sight first: a half-removed snapshot must not look complete. */
    private void remove(Path snapshot) {
        Path aside = layout.snapshots().resolve(UNFINISHED + HexFormat.of().toHexDigits(random.nextLong()));
        try {
            Files.move(snapshot, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineException.internal("removing " + snapshot + ": " + e.getMessage(), e);
        }
        host.files().removeTree(aside);
    }

    /** Removes what a crash left half done. */
    void sweep() {
        List<Path> left = new ArrayList<>();
        for (String name : Layout.names(layout.snapshots())) {
            if (name.startsWith(UNFINISHED)) {
                left.add(layout.snapshots().resolve(name));
            }
        }
        left.forEach(tree -> host.files().removeTree(tree));
    }
}
