package io.sockerless.frontends.buildkit.fsutil;

import io.sockerless.engine.oci.CopyingInput;
import io.sockerless.engine.oci.TarEntries;
import io.sockerless.frontends.buildkit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** A tar whose entries can be sent in the order that receivers want, and read in any. */
public final class TarSource implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final SortedMap<String, Item> items = new TreeMap<>();

    /** An entry, with where its bytes are. */
    record Item(Stat stat, long offset) {}

    /** @param tar read to its end */
    public TarSource(InputStream tar, Path directory) throws IOException {
        file = Files.createTempFile(directory, "export", ".tar");
        channel = FileChannel.open(file, StandardOpenOption.READ);
        try (OutputStream out = Files.newOutputStream(file)) {
            InputStream copied = new CopyingInput(tar, out);
            // closing the entries would close the stream, which its owner does
            @SuppressWarnings("resource")
            TarEntries entries = new TarEntries(copied);
            for (Optional<TarArchiveEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
                add(next.get(), entries.position());
            }
            copied.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(TarArchiveEntry entry, long offset) {
        String name = entry.getName().replaceFirst("/$", "");
        boolean plain = entry.isFile() || entry.isDirectory() || entry.isSymbolicLink() || entry.isLink();
        if (!plain || entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            return;
        }
        parents(name);
        int kind = entry.isDirectory() ? FileKind.GO_DIRECTORY : entry.isSymbolicLink() ? FileKind.GO_SYMLINK : 0;
        Stat.Builder stat = Stat.newBuilder()
                .setPath(name)
                .setMode(kind | FileKind.goPermissions(entry.getMode()))
                .setUid((int) entry.getLongUserId())
                .setGid((int) entry.getLongGroupId())
                .setModTime(entry.getLastModifiedTime().to(TimeUnit.NANOSECONDS));
        if (entry.isSymbolicLink()) {
            stat.setLinkname(entry.getLinkName());
        } else if (entry.isLink()) {
            Item target = items.get(key(entry.getLinkName()));
            if (target == null) {
                return;
            }
            // As a file of its own: what it is another name of may come after it.
            items.put(
                    key(name), new Item(target.stat().toBuilder().setPath(name).build(), target.offset()));
            return;
        } else if (!entry.isDirectory()) {
            stat.setSize(entry.getSize());
        }
        items.put(key(name), new Item(stat.build(), offset));
    }

    /** Receivers want to know of each directory before of what is in it. */
    private void parents(String name) {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String parent = name.substring(0, slash);
            items.computeIfAbsent(
                    key(parent),
                    _ -> new Item(
                            Stat.newBuilder()
                                    .setPath(parent)
                                    .setMode(FileKind.GO_DIRECTORY | 0755)
                                    .build(),
                            0));
        }
    }

    /** A directory's entries come right after it. */
    private static String key(String path) {
        return path.replace('/', '\0');
    }

    List<Item> inOrder() {
        Collection<Item> all = items.values();
        return new ArrayList<>(all);
    }

    /** @return less than asked for only at the file's end */
    int read(Item item, long position, byte[] target) throws IOException {
        long left = item.stat().getSize() - position;
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, (int) Math.min(left, target.length));
        while (buffer.hasRemaining() && channel.read(buffer, item.offset() + position + buffer.position()) >= 0) {
            // Until it is full.
        }
        return buffer.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
