package io.sockerless.drivers.trees;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Brings a container's tree to where an agent says that its files are. The agent's archive has what has changed; each
 * directory in it tells by {@value #NAMES} which names it has, so that those it has no more can be removed.
 */
final class ChangesInto {
    /** A PAX record of a directory: names in it, each after a slash, those of mounts after two; others in a later entry. */
    static final String NAMES = "SOCKERLESS.names";

    private final Tree tree;
    private final Root root;
    private final Set<String> outside;
    /** For each directory that tells its names all of them, and whether each is a mount. */
    private final Map<String, Map<String, Boolean>> told = new LinkedHashMap<>();

    /**
     * @param root of the tree alone
     * @param outside absolute paths of what is not the container's own, though it looks so there
     */
    ChangesInto(Tree tree, Root root, Set<String> outside) {
        this.tree = tree;
        this.root = root;
        this.outside = Set.copyOf(outside);
    }

    /**
     * Applies all of it; once more does no harm.
     *
     * @return absolute paths that came without their content: they have been moved there with the directory they are in
     */
    List<String> apply(InputStream tar) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8");
        TarInto into = new TarInto(root, root.top(), TarInto.Rules.AS_IT_IS);
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            String path = TarInto.inside(entry.getName());
            if (isOutside("/" + path)) {
                continue;
            }
            into.one(in, entry, path);
            String names = entry.getExtraPaxHeader(NAMES);
            if (names != null) {
                read(names, told.computeIfAbsent(path, _ -> new TreeMap<>()));
            }
        }
        in.transferTo(java.io.OutputStream.nullOutputStream());
        told.forEach(this::keep);
        into.finish();
        return missing();
    }

    private static void read(String record, Map<String, Boolean> names) {
        boolean mount = false;
        for (String name : record.substring(1).split("/", -1)) {
            if (!name.isEmpty()) {
                names.put(name, mount);
            }
            mount = name.isEmpty();
        }
    }

    private boolean isOutside(String path) {
        return TarInto.isBelow(path, outside);
    }

    private Optional<Place> find(String path) {
        try {
            return Optional.of(root.find(root.top(), "/" + path, false));
        } catch (FsException e) {
            if (e.errno() == Errno.NOENT || e.errno() == Errno.NOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String in(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private void keep(String path, Map<String, Boolean> names) {
        Optional<Place> directory = find(path).filter(place -> place.node().kind() == Kind.DIRECTORY);
        if (directory.isEmpty()) {
            return; // it was another thing by the time that its parent was told
        }
        for (String name : List.copyOf(root.list(directory.get()).keySet())) {
            if (!names.containsKey(name) && !isOutside("/" + in(path, name))) {
                root.removeAll(directory.get(), name);
            }
        }
    }

    /** What an image's own directory has beside the image's names, and nobody sent, its runtime has put there. */
    private List<String> missing() {
        List<String> out = new ArrayList<>();
        told.forEach((path, names) -> {
            if (find(path).filter(place -> !tree.isBelow(place.node())).isEmpty()) {
                return;
            }
            names.forEach((name, mount) -> {
                String here = in(path, name);
                if (!mount && !isOutside("/" + here) && find(here).isEmpty()) {
                    out.add("/" + here);
                }
            });
        });
        return out;
    }
}
