package io.sockerless.simulators.aws.containers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Writes files as a tar for a container, owned by root, directories before what is in them. To be closed. */
public final class Unzipping implements AutoCloseable {
    private static final int PERMISSIONS = 07777;
    private static final int PROGRAM = 0755;

    private final TarArchiveOutputStream tar;
    private final String below;
    private final Set<String> made = new HashSet<>();

    /** @param below where they go, without a slash at its end */
    public Unzipping(String below, OutputStream out) throws IOException {
        this.below = below;
        tar = new TarArchiveOutputStream(out);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        directories(below + "/");
    }

    /** @throws ZipException for one that leads out of where it is unzipped */
    public static String path(ZipArchiveEntry entry) throws ZipException {
        return path(entry.getName());
    }

    /** The same one, if it stays below. */
    public static String path(String path) throws ZipException {
        boolean leaves = path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0;
        for (String part : path.split("/")) {
            leaves |= part.equals("..");
        }
        if (leaves) {
            throw new ZipException("it has an entry that is not below its top: " + path);
        }
        return path;
    }

    /** All that is in it. */
    public void all(ZipFile zip) throws IOException {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String path = below + "/" + path(entry);
            if (entry.isDirectory()) {
                directories(path);
            } else {
                directories(path.substring(0, path.lastIndexOf('/') + 1));
                file(zip, entry, path);
            }
        }
    }

    /** @param path below where they go */
    public void file(String path, long size, InputStream content) throws IOException {
        String whole = below + "/" + path(path);
        directories(whole.substring(0, whole.lastIndexOf('/') + 1));
        file(whole, PROGRAM, size, content);
    }

    private void directories(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String directory = path.substring(0, slash + 1);
            if (made.add(directory)) {
                TarArchiveEntry entry = new TarArchiveEntry(directory);
                entry.setMode(PROGRAM);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
    }

    /** An archive that was not made on Unix has no modes: then all can be run. */
    private void file(ZipFile zip, ZipArchiveEntry entry, String path) throws IOException {
        if (entry.isUnixSymlink()) {
            TarArchiveEntry link = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            link.setLinkName(zip.getUnixSymlink(entry));
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            return;
        }
        int mode = entry.getUnixMode() & PERMISSIONS;
        try (InputStream in = zip.getInputStream(entry)) {
            file(path, mode == 0 ? PROGRAM : mode, entry.getSize(), in);
        }
    }

    private void file(String path, int mode, long size, InputStream content) throws IOException {
        TarArchiveEntry to = new TarArchiveEntry(path);
        to.setMode(mode);
        to.setSize(size);
        tar.putArchiveEntry(to);
        content.transferTo(tar);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
