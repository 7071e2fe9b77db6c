package io.sockerless.drivers.trees;

import io.sockerless.drivers.trees.Node.Making;
import io.sockerless.drivers.trees.Root.Opening;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks an archive below a directory of a container's root. Names cannot lead above that directory. */
public final class TarInto {
    static final String XATTR = "SCHILY.xattr.";
    private static final System.Logger LOG = System.getLogger(TarInto.class.getName());
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /** Whose the files become; empty for the archive's own. */
    public record Owner(long uid, long gid) {}

    /**
     * @param layer an image's layer, where names that begin with {@code .wh.} remove
     * @param outside absolute paths below which nothing is to be written, wherever links lead
     * @param keepsKinds a directory is not replaced by something else, nor something else by a directory
     */
    public record Rules(boolean layer, boolean keepsKinds, Optional<Owner> owner, Set<String> outside) {
        static final Rules AS_IT_IS = new Rules(false, false, Optional.empty());

        public Rules(boolean layer, boolean keepsKinds, Optional<Owner> owner) {
            this(layer, keepsKinds, owner, Set.of());
        }
    }

    private final Root root;
    private final Place base;
    private final Rules rules;
    private final Map<String, Long> directoryTimes = new LinkedHashMap<>();
    private final Set<String> made = new HashSet<>();

    public TarInto(Root root, Place base, Rules rules) {
        this.root = root;
        this.base = base;
        this.rules = rules;
    }

    public void unpack(InputStream tar) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(tar, "UTF-8");
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            String path = inside(entry.getName());
            if (!path.isEmpty() || rules.layer()) {
                one(in, entry, path);
            }
        }
        in.transferTo(java.io.OutputStream.nullOutputStream());
        finish();
    }

    /** @param path as {@link #inside} has it; empty for the directory itself */
    void one(TarArchiveInputStream in, TarArchiveEntry entry, String path) throws IOException {
        if (path.isEmpty()) {
            attributes(base, entry);
        } else {
            entry(in, entry, path);
        }
    }

    /** Sets the times of directories, which the making of their children has changed. */
    void finish() {
        for (Map.Entry<String, Long> time : new ArrayList<>(directoryTimes.entrySet()).reversed()) {
            root.modified(root.find(base, time.getKey(), false), time.getValue());
        }
    }

    /** Without empty, {@code .} and {@code ..} components: as if the base were a root of its own. */
    static String inside(String name) {
        Deque<String> out = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                out.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                out.addLast(part);
            }
        }
        return String.join("/", out);
    }

    private void entry(TarArchiveInputStream in, TarArchiveEntry entry, String path) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Place directory = parent(path);
        String full = (directory.path().equals("/") ? "" : directory.path()) + "/" + name;
        if (isBelow(full, rules.outside())) {
            throw new FsException(Errno.ACCESS, full + " is mounted, and only a running container has it");
        }
        if (rules.layer() && name.equals(OPAQUE)) {
            for (String child : root.list(directory).keySet()) {
                if (!made.contains(directory.path() + "/" + child)) {
                    root.removeAll(directory, child);
                }
            }
            return;
        }
        if (rules.layer() && name.startsWith(WHITEOUT)) {
            String hidden = name.substring(WHITEOUT.length());
            if (!hidden.isEmpty() && !hidden.equals(".") && !hidden.equals("..")) {
                root.removeAll(directory, hidden);
            }
            return;
        }
        put(in, entry, directory, name, path);
        made.add(directory.path() + "/" + name);
    }

    static boolean isBelow(String path, Set<String> places) {
        return places.stream().anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
    }

    private Place parent(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return base;
        }
        Place at = base;
        for (String part : path.substring(0, slash).split("/")) {
            Place from = at;
            try {
                at = root.find(from, part, true);
            } catch (FsException e) {
                if (e.errno() != Errno.NOENT) {
                    throw e;
                }
                at = root.make(from, part, Making.of(Kind.DIRECTORY, 0755, 0, 0));
            }
        }
        return at;
    }

    private Optional<Kind> existing(Place directory, String name) {
        try {
            return Optional.of(root.child(directory, name).node().kind());
        } catch (FsException e) {
            return Optional.empty();
        }
    }

    private void put(TarArchiveInputStream in, TarArchiveEntry entry, Place directory, String name, String path)
            throws IOException {
        Optional<Kind> existing = existing(directory, name);
        if (existing.isPresent() && !(entry.isDirectory() && existing.get() == Kind.DIRECTORY)) {
            if (rules.keepsKinds() && entry.isDirectory() != (existing.get() == Kind.DIRECTORY)) {
                throw new FsException(
                        existing.get() == Kind.DIRECTORY ? Errno.ISDIR : Errno.NOTDIR,
                        existing.get() == Kind.DIRECTORY
                                ? "cannot overwrite directory \"" + directory.path() + "/" + name
                                        + "\" with non-directory \"" + path + "\""
                                : "cannot overwrite non-directory \"" + directory.path() + "/" + name
                                        + "\" with directory \"" + path + "\"");
            }
            root.removeAll(directory, name);
            existing = Optional.empty();
        }
        if (entry.isLink()) {
            root.link(base, inside(entry.getLinkName()), false, directory, name);
            return;
        }
        if (entry.isDirectory()) {
            if (existing.isEmpty()) {
                root.make(directory, name, making(entry, Kind.DIRECTORY));
            }
            directoryTimes.put(path, mtime(entry));
        } else if (entry.isSymbolicLink()) {
            Making how = making(entry, Kind.LINK);
            root.make(directory, name, new Making(Kind.LINK, 0777, how.uid(), how.gid(), entry.getLinkName(), 0));
        } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            Making how = making(entry, entry.isCharacterDevice() ? Kind.CHARACTER : Kind.BLOCK);
            long device = Devices.number(entry.getDevMajor(), entry.getDevMinor());
            root.make(directory, name, new Making(how.kind(), how.mode(), how.uid(), how.gid(), "", device));
        } else if (entry.isFIFO()) {
            root.make(directory, name, making(entry, Kind.FIFO));
        } else {
            file(in, entry, directory, name);
        }
        Place done = root.child(directory, name);
        attributes(done, entry);
        Map<String, String> xattrs = xattrs(entry);
        if (!xattrs.isEmpty()) {
            root.xattrs(done, xattrs);
        }
        if (!entry.isDirectory()) {
            root.modified(done, mtime(entry));
        }
    }

    private void file(TarArchiveInputStream in, TarArchiveEntry entry, Place directory, String name)
            throws IOException {
        Opening how = new Opening(true, true, false, true, false);
        try (Data data =
                root.open(directory, name, how, making(entry, Kind.FILE)).data().orElseThrow()) {
            byte[] chunk = new byte[64 << 10];
            long at = 0;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                while (bytes.hasRemaining()) {
                    at += data.write(bytes, at);
                }
            }
        }
    }

    private static Map<String, String> xattrs(TarArchiveEntry entry) {
        Map<String, String> found = new HashMap<>();
        entry.getExtraPaxHeaders().forEach((name, value) -> {
            if (!name.startsWith(XATTR)) {
                return;
            }
            if (value.indexOf('\uFFFD') < 0) {
                found.put(name.substring(XATTR.length()), value);
            } else { // the library reads records as text
                LOG.log(System.Logger.Level.WARNING, "left out: {0} of {1}", name, entry.getName());
            }
        });
        return found;
    }

    private static int mode(TarArchiveEntry entry) {
        return entry.getMode() & 07777;
    }

    private Making making(TarArchiveEntry entry, Kind kind) {
        Owner owner = owner(entry);
        return Making.of(kind, mode(entry), owner.uid(), owner.gid());
    }

    private Owner owner(TarArchiveEntry entry) {
        return rules.owner().orElseGet(() -> new Owner(entry.getLongUserId(), entry.getLongGroupId()));
    }

    private void attributes(Place place, TarArchiveEntry entry) {
        Owner owner = owner(entry);
        root.attributes(place, mode(entry), owner.uid(), owner.gid());
    }

    private static long mtime(TarArchiveEntry entry) {
        return entry.getLastModifiedTime().to(TimeUnit.NANOSECONDS);
    }
}
