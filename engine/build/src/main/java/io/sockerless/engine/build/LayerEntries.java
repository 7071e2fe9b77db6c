package io.sockerless.engine.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** What a step adds to the files of its stage: the entries of a layer, later ones in the place of earlier ones. */
final class LayerEntries {
    /** Opens the bytes of a file. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    private record Entry(Node node, Content content) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    boolean contains(String path) {
        return entries.containsKey(path);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** @param node as it is to be, its path that in the layer; a hard link's target likewise */
    void put(Node node, Content content) {
        entries.remove(node.path()); // so that a link's file stays before it
        entries.put(node.path(), new Entry(node, content));
    }

    void writeTo(OutputStream out) throws IOException {
        // closing it would close the stream, which its owner does
        @SuppressWarnings("resource")
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (Entry entry : entries.values()) {
            tar.putArchiveEntry(header(entry.node));
            if (entry.node.kind() == Node.Kind.FILE) {
                try (InputStream in = entry.content.open()) {
                    in.transferTo(tar);
                }
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
    }

    private static TarArchiveEntry header(Node node) {
        TarArchiveEntry header = new TarArchiveEntry(node.path() + (node.isDirectory() ? "/" : ""), type(node), true);
        switch (node.kind()) {
            case FILE -> header.setSize(node.size());
            case SYMLINK, HARD_LINK -> header.setLinkName(node.link());
            case CHARACTERS, BLOCKS -> {
                String[] numbers = node.link().split(":");
                header.setDevMajor(Integer.parseInt(numbers[0]));
                header.setDevMinor(Integer.parseInt(numbers[1]));
            }
            case DIRECTORY, FIFO -> {}
        }
        header.setMode(node.mode());
        header.setIds((int) node.uid(), (int) node.gid());
        header.setUserName("");
        header.setGroupName("");
        // Whole seconds, which need no header of their own.
        header.setLastModifiedTime(FileTime.from(Instant.ofEpochSecond(node.seconds())));
        node.attributes().forEach(header::addPaxHeader);
        return header;
    }

    private static byte type(Node node) {
        return switch (node.kind()) {
            case FILE -> TarConstants.LF_NORMAL;
            case DIRECTORY -> TarConstants.LF_DIR;
            case SYMLINK -> TarConstants.LF_SYMLINK;
            case HARD_LINK -> TarConstants.LF_LINK;
            case FIFO -> TarConstants.LF_FIFO;
            case CHARACTERS -> TarConstants.LF_CHR;
            case BLOCKS -> TarConstants.LF_BLK;
        };
    }
}
