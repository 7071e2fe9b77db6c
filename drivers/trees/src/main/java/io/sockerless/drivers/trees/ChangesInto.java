package io.sockerless.drivers.trees;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Brings a container's tree to where an agent says that its files are. The agent's archive has what has changed; each
 * directory in it tells by {@value #NAMES} which names it has, so that those it has no more can be removed.
 */
public final class ChangesInto {
    /** A PAX record of a directory: all names in it, each after a slash. */
    static final String NAMES = "SOCKERLESS.names";

    private final Root root;
    private final Set<String> outside;

    /** @param outside absolute paths of what is not the container's own, though it looks so there */
    public ChangesInto(Root root, Set<String> outside) {
        this.root = root;
        this.outside = Set.copyOf(outside);
    }

    /**
     * Applies all of it; once more does no harm.
     *
     * @return absolute paths that are new here and came without their content: they have been moved there as a whole
     */
    public List<String> apply(InputStream tar) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8");
        TarInto into = new TarInto(root, root.top(), new TarInto.Rules(false, false, Optional.empty()));
        List<String> news = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            String path = TarInto.inside(entry.getName());
            if (isOutside("/" + path)) {
                continue;
            }
            boolean isNew = entry.isDirectory() && !isDirectory(path);
            into.one(in, entry, path);
            String names = entry.getExtraPaxHeader(NAMES);
            if (names != null) {
                keep(path, names);
                if (isNew) {
                    expect(path, names, expected);
                }
            }
        }
        in.transferTo(java.io.OutputStream.nullOutputStream());
        into.finish();
        for (String path : expected) {
            if (find(path).isEmpty()) {
                news.add("/" + path);
            }
        }
        return news;
    }

    private boolean isOutside(String path) {
        return outside.stream().anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
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

    private boolean isDirectory(String path) {
        return find(path).filter(place -> place.node().kind() == Kind.DIRECTORY).isPresent();
    }

    private static List<String> names(String record) {
        return List.of(record.split("/")).stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private void keep(String path, String record) {
        Set<String> there = new HashSet<>(names(record));
        Place directory = find(path).orElseThrow(() -> new FsException(Errno.NOENT));
        for (String name : new TreeSet<>(root.list(directory).keySet())) {
            if (!there.contains(name) && !isOutside("/" + (path.isEmpty() ? name : path + "/" + name))) {
                root.removeAll(directory, name);
            }
        }
    }

    private static void expect(String path, String record, List<String> expected) {
        names(record).forEach(name -> expected.add(path + "/" + name));
    }
}
