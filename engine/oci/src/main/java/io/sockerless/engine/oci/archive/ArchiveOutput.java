package io.sockerless.engine.oci.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar whose entries say nothing of when, where and by whom it was made. */
final class ArchiveOutput {
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    // closing it would close the stream, which its owner does
    private final TarArchiveOutputStream tar;

    ArchiveOutput(OutputStream out) {
        tar = new TarArchiveOutputStream(out);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    void directory(String name) throws IOException {
        put(name, DIRECTORY_MODE, 0);
        tar.closeArchiveEntry();
    }

    void file(String name, byte[] bytes) throws IOException {
        put(name, FILE_MODE, bytes.length);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** Writes exactly {@code size} bytes from {@code in}, and closes it. */
    void file(String name, long size, InputStream in) throws IOException {
        try (in) {
            put(name, FILE_MODE, size);
            byte[] buffer = new byte[256 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tar.write(buffer, 0, n);
            }
            tar.closeArchiveEntry();
        }
    }

    void finish() throws IOException {
        tar.finish();
    }

    private void put(String name, int mode, long size) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
        tar.putArchiveEntry(entry);
    }
}
