package io.sockerless.drivers.trees;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes parts of a container's root as an archive. */
public final class TarOut implements AutoCloseable {
    private final Root root;
    private final TarArchiveOutputStream out;
    private final Map<Node, String> linked = new HashMap<>();

    public TarOut(Root root, OutputStream out) {
        this.root = root;
        this.out = new TarArchiveOutputStream(out, "UTF-8");
        this.out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        this.out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        this.out.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** A place and what is below it, as far as it is wanted. */
    public void tree(Place place, String name, Predicate<Place> wanted) throws IOException {
        one(place, name);
        if (place.node().kind() == Kind.DIRECTORY) {
            for (String child : root.list(place).keySet()) {
                Place below = root.child(place, child);
                if (wanted.test(below)) {
                    tree(below, name.isEmpty() ? child : name + "/" + child, wanted);
                }
            }
        }
    }

    /** A place without what is below it; the root itself has no entry. */
    public void one(Place place, String name) throws IOException {
        Stat stat = root.locked(() -> place.node().stat());
        if (name.isEmpty() || stat.kind() == Kind.SOCKET) {
            return;
        }
        if (stat.kind() != Kind.DIRECTORY && stat.links() > 1) {
            String first = linked.putIfAbsent(place.node(), name);
            if (first != null) {
                TarArchiveEntry entry = entry(name, TarConstants.LF_LINK, stat);
                entry.setLinkName(first);
                put(entry);
                return;
            }
        }
        TarArchiveEntry entry = entry(name, type(stat.kind()), stat);
        root.locked(() -> place.node().xattrs())
                .forEach((attribute, value) -> entry.addPaxHeader(TarInto.XATTR + attribute, value));
        switch (stat.kind()) {
            case LINK -> entry.setLinkName(place.node().target());
            case CHARACTER, BLOCK -> {
                entry.setDevMajor((int) (stat.device() >>> 32));
                entry.setDevMinor((int) stat.device());
            }
            case FILE -> {
                file(place, entry);
                return;
            }
            case DIRECTORY, FIFO, SOCKET -> {}
        }
        put(entry);
    }

    /** What a layer has in the place of something that is gone. */
    public void whiteout(String directory, String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(
                (directory.isEmpty() ? "" : directory + "/") + ".wh." + name, TarConstants.LF_NORMAL);
        entry.setMode(0600);
        put(entry);
    }

    private static byte type(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> TarConstants.LF_DIR;
            case LINK -> TarConstants.LF_SYMLINK;
            case CHARACTER -> TarConstants.LF_CHR;
            case BLOCK -> TarConstants.LF_BLK;
            case FIFO -> TarConstants.LF_FIFO;
            case FILE, SOCKET -> TarConstants.LF_NORMAL;
        };
    }

    private static TarArchiveEntry entry(String name, byte type, Stat stat) {
        TarArchiveEntry entry = new TarArchiveEntry(stat.kind() == Kind.DIRECTORY ? name + "/" : name, type);
        entry.setMode(stat.mode());
        entry.setUserId(stat.uid());
        entry.setGroupId(stat.gid());
        entry.setLastModifiedTime(FileTime.from(TimeUnit.NANOSECONDS.toSeconds(stat.mtime()), TimeUnit.SECONDS));
        return entry;
    }

    /** As long as it was when it was looked at, whatever a guest does meanwhile. */
    private void file(Place place, TarArchiveEntry entry) throws IOException {
        try (Data data = root.locked(() -> place.node().open(false, false))) {
            long size = data.size();
            entry.setSize(size);
            out.putArchiveEntry(entry);
            byte[] chunk = new byte[64 << 10];
            for (long at = 0; at < size; ) {
                int wanted = (int) Math.min(chunk.length, size - at);
                int n = data.read(ByteBuffer.wrap(chunk, 0, wanted), at);
                out.write(chunk, 0, n > 0 ? n : wanted);
                at += n > 0 ? n : wanted;
            }
            out.closeArchiveEntry();
        }
    }

    private void put(TarArchiveEntry entry) throws IOException {
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        out.finish();
        out.flush();
    }
}
