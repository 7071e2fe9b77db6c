package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.TarEntries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What an image has below a directory, read out of its layers (OCI image spec, Layer Filesystem Changeset). Layers are
 * read once to see what is there, and those that have some of it once more.
 */
final class ImageContent {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int MOST_LINKS = 40;
    private static final int BUFFER = 64 << 10;

    private final List<ImageLayer> layers;
    private final String directory;
    /** Paths below the directory, without a slash at either end, and the layer that has the last word on each. */
    private final Map<String, Integer> there;

    private ImageContent(List<ImageLayer> layers, String directory, Map<String, Integer> there) {
        this.layers = layers;
        this.directory = directory;
        this.there = there;
    }

    /** @param directory absolute; symbolic links on the way to it are followed, as the image has them */
    static ImageContent below(String directory, List<ImageLayer> layers) {
        String path = trimmed(directory);
        for (int links = 0; links < MOST_LINKS; links++) {
            Looking looking = new Looking(path);
            for (int i = layers.size() - 1; i >= 0; i--) {
                looking.look(layers.get(i), i);
            }
            Optional<String> elsewhere = looking.elsewhere();
            if (elsewhere.isEmpty()) {
                return new ImageContent(layers, path, looking.there);
            }
            path = elsewhere.get();
        }
        throw EngineException.invalid("driver ecs: " + directory + ": too many levels of symbolic links");
    }

    /** Whether the directory itself is not in the image, or has nothing in it. */
    boolean isEmpty() {
        return there.keySet().stream().allMatch(directory::equals);
    }

    /** Whether the image has the directory. */
    boolean isThere() {
        return !there.isEmpty();
    }

    /** As a tar with paths from the root on, in which no symbolic link is on the way to the directory. */
    void write(OutputStream to) throws IOException {
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(to)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (int i = 0; i < layers.size(); i++) {
                if (there.containsValue(i)) {
                    write(i, out);
                }
            }
        }
    }

    private void write(int layer, TarArchiveOutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (TarEntries in = new TarEntries(layers.get(layer).content().open())) {
            for (Optional<TarArchiveEntry> next = in.next(); next.isPresent(); next = in.next()) {
                TarArchiveEntry entry = next.get();
                if (there.getOrDefault(trimmed(entry.getName()), -1) != layer) {
                    continue;
                }
                if (entry.isLink()) {
                    String target = trimmed(entry.getLinkName());
                    if (!there.containsKey(target)) {
                        throw EngineException.notImplemented("driver ecs: filling a volume: " + entry.getName()
                                + " of the image is a hard link to " + target + " outside of the volume");
                    }
                    entry.setLinkName(target);
                }
                entry.setName(trimmed(entry.getName()) + (entry.isDirectory() ? "/" : ""));
                out.putArchiveEntry(entry);
                if (entry.isFile() && !entry.isLink()) {
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        out.write(buffer, 0, count);
                    }
                }
                out.closeArchiveEntry();
            }
        }
    }

    private static String trimmed(String path) {
        StringBuilder clean = new StringBuilder();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(part);
            }
        }
        return clean.toString();
    }

    /** One look at all layers, from the top down. */
    private static final class Looking {
        private final String directory;
        private final Map<String, Integer> there = new HashMap<>();
        /** The directory and those that it is in, once their last word is known. */
        private final Set<String> way = new HashSet<>();
        /** Paths whose own entries, and what is below, lower layers have in vain. */
        private final Set<String> hidden = new HashSet<>();

        private Optional<String> elsewhere = Optional.empty();

        Looking(String directory) {
            this.directory = directory;
        }

        Optional<String> elsewhere() {
            return elsewhere;
        }

        void look(ImageLayer layer, int index) {
            Set<String> hides = new HashSet<>();
            try (TarEntries in = new TarEntries(layer.content().open())) {
                for (Optional<TarArchiveEntry> next = in.next(); next.isPresent(); next = in.next()) {
                    look(next.get(), index, hides);
                }
            } catch (IOException e) {
                throw EngineException.internal("driver ecs: a layer of the image: " + e.getMessage(), e);
            }
            hidden.addAll(hides);
        }

        private void look(TarArchiveEntry entry, int index, Set<String> hides) {
            String path = trimmed(entry.getName());
            String name = path.substring(path.lastIndexOf('/') + 1);
            String parent = path.substring(0, Math.max(0, path.length() - name.length() - 1));
            if (name.equals(OPAQUE)) {
                hides.add(parent + "/");
            } else if (name.startsWith(WHITEOUT)) {
                String gone = (parent.isEmpty() ? "" : parent + "/") + name.substring(WHITEOUT.length());
                hides.add(gone);
            } else if (!isHidden(path)) {
                seen(entry, path, index);
                if (!entry.isDirectory()) {
                    hides.add(path);
                }
            }
        }

        private void seen(TarArchiveEntry entry, String path, int index) {
            boolean leadsThere = (directory + "/").startsWith(path + "/");
            if (leadsThere && way.add(path) && entry.isSymbolicLink()) {
                String link = entry.getLinkName();
                String base = link.startsWith("/") ? link : "/" + path + "/../" + link;
                elsewhere = Optional.of(trimmed(Path.of(base + directory.substring(path.length()))
                        .normalize()
                        .toString()));
            } else if ((path.equals(directory) || path.startsWith(directory + "/"))
                    && there.getOrDefault(path, index) == index) {
                there.put(path, index);
            }
        }

        /** By itself or with a directory that it is in. */
        private boolean isHidden(String path) {
            if (hidden.contains(path)) {
                return true;
            }
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                String above = path.substring(0, slash);
                if (hidden.contains(above) || hidden.contains(above + "/")) {
                    return true;
                }
            }
            return hidden.contains("/");
        }
    }
}
