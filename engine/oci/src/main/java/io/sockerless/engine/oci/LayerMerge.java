package io.sockerless.engine.oci;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The files of an image as one tar: what is left when its layers lie above one another. */
public final class LayerMerge {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /** The how manieth entry of which layer. */
    private record Place(int layer, int entry) {}

    private final List<Layer> layers;
    private final ContentStore store;
    private final NavigableMap<String, Place> places = new TreeMap<>();
    /** By the place of a hard link: where the file is that it is another name of. */
    private final Map<Place, Place> links = new HashMap<>();

    private LayerMerge(List<Layer> layers, ContentStore store) {
        this.layers = layers;
        this.store = store;
    }

    /**
     * @param layers lowest first
     * @param out finished, not closed
     */
    public static void write(List<Layer> layers, ContentStore store, OutputStream out) throws IOException {
        try (ContentStore.Lease _ = store.lease()) {
            LayerMerge merge = new LayerMerge(layers, store);
            for (int i = 0; i < layers.size(); i++) {
                merge.lay(i);
            }
            merge.copy(out);
        }
    }

    private void lay(int layer) throws IOException {
        try (TarEntries entries = new TarEntries(layers.get(layer).open(store))) {
            int number = 0;
            for (Optional<TarArchiveEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
                lay(next.get(), new Place(layer, number++));
            }
        }
    }

    private void lay(TarArchiveEntry entry, Place place) {
        String path = clean(entry.getName());
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        String parent = slash < 0 ? "" : path.substring(0, slash);
        if (name.equals(OPAQUE)) {
            below(parent).values().removeIf(hidden -> hidden.layer() < place.layer());
        } else if (name.startsWith(WHITEOUT)) {
            String hidden = (parent.isEmpty() ? "" : parent + "/") + name.substring(WHITEOUT.length());
            if (places.containsKey(hidden) && places.get(hidden).layer() < place.layer()) {
                places.remove(hidden);
            }
            below(hidden).values().removeIf(lower -> lower.layer() < place.layer());
        } else if (!path.isEmpty()) {
            if (!entry.isDirectory()) {
                below(path).clear();
            }
            if (entry.isLink()) {
                Place target = places.get(clean(entry.getLinkName()));
                links.put(place, target == null ? place : links.getOrDefault(target, target));
            }
            places.put(path, place);
        }
    }

    private NavigableMap<String, Place> below(String directory) {
        return directory.isEmpty() ? places : places.subMap(directory + "/", true, directory + "0", false);
    }

    private void copy(OutputStream out) throws IOException {
        Map<Place, List<String>> names = names();
        // closing it would close the stream, which its owner does
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (int layer = 0; layer < layers.size(); layer++) {
            try (TarEntries entries = new TarEntries(layers.get(layer).open(store))) {
                int number = 0;
                for (Optional<TarArchiveEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
                    List<String> its = names.getOrDefault(new Place(layer, number++), List.of());
                    if (!its.isEmpty()) {
                        copy(entries, next.get(), its, tar);
                    }
                }
            }
        }
        tar.finish();
    }

    /** Under which names a place is to be seen: its own, and those of hard links to it. */
    private Map<Place, List<String>> names() {
        Map<Place, List<String>> names = new HashMap<>();
        places.forEach((path, place) -> names.computeIfAbsent(links.getOrDefault(place, place), _ -> new ArrayList<>())
                .add(path));
        return names;
    }

    private static void copy(TarEntries entries, TarArchiveEntry entry, List<String> names, TarArchiveOutputStream tar)
            throws IOException {
        String first = names.getFirst();
        entry.setName(entry.isDirectory() ? first + "/" : first);
        tar.putArchiveEntry(entry);
        byte[] buffer = new byte[256 << 10];
        for (int n = entries.read(buffer); n >= 0; n = entries.read(buffer)) {
            tar.write(buffer, 0, n);
        }
        tar.closeArchiveEntry();
        for (String other : names.subList(1, names.size())) {
            TarArchiveEntry link = new TarArchiveEntry(other, TarConstants.LF_LINK);
            link.setLinkName(first);
            link.setMode(entry.getMode());
            link.setIds((int) entry.getLongUserId(), (int) entry.getLongGroupId());
            link.setLastModifiedTime(entry.getLastModifiedTime());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
    }

    private static String clean(String name) {
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
