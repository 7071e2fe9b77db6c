package io.sockerless.engine.oci.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/** Writes tars byte by byte, so that they can lie as no library would. */
public final class Tars {
    private static final int BLOCK = 512;
    private static final ZipEncoding UTF_8 = ZipEncodingHelper.getZipEncoding("UTF-8");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Tars file(String name, byte[] content) {
        return raw(entry(name, TarConstants.LF_NORMAL, content.length), content);
    }

    public Tars file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public Tars directory(String name) {
        return raw(entry(name, TarConstants.LF_DIR, 0), new byte[0]);
    }

    public Tars symlink(String name, String target) {
        return link(name, TarConstants.LF_SYMLINK, target);
    }

    public Tars hardLink(String name, String target) {
        return link(name, TarConstants.LF_LINK, target);
    }

    private Tars link(String name, byte kind, String target) {
        TarArchiveEntry entry = entry(name, kind, 0);
        entry.setLinkName(target);
        return raw(entry, new byte[0]);
    }

    /** An entry of any kind with any size, whatever content follows. */
    public Tars lying(String name, byte kind, long size, byte[] content) {
        return raw(entry(name, kind, size), content);
    }

    /** Bytes as they are. */
    public Tars bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private static TarArchiveEntry entry(String name, byte kind, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setSize(size);
        entry.setModTime(0);
        return entry;
    }

    private Tars raw(TarArchiveEntry entry, byte[] content) {
        byte[] header = new byte[BLOCK];
        try {
            entry.writeEntryHeader(header, UTF_8, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    /** The tar as it is by now, without an end. */
    public byte[] cut() {
        return out.toByteArray();
    }

    /** The whole tar. */
    public byte[] bytes() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }
}
