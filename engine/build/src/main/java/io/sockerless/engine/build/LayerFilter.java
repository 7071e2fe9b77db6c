package io.sockerless.engine.build;

import io.sockerless.engine.oci.TarEntries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Leaves out of a layer what was only made for something to be mounted on. */
final class LayerFilter {
    private LayerFilter() {}

    /**
     * @param layer a file
     * @param stage as it was before
     * @param targets of mounts
     */
    static void copy(Path layer, StageFiles stage, List<String> targets, OutputStream out) throws IOException {
        Set<String> unwanted = unwanted(layer, stage, targets);
        // closing it would close the stream, which its owner does
        @SuppressWarnings("resource")
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        byte[] buffer = new byte[64 << 10];
        try (TarEntries entries = new TarEntries(Files.newInputStream(layer))) {
            for (Optional<TarArchiveEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                if (!unwanted.contains(TarTree.clean(entry.get().getName()))) {
                    tar.putArchiveEntry(entry.get());
                    for (int n = entries.read(buffer); n > 0; n = entries.read(buffer)) {
                        tar.write(buffer, 0, n);
                    }
                    tar.closeArchiveEntry();
                }
            }
        }
        tar.finish();
    }

    private static Set<String> unwanted(Path layer, StageFiles stage, List<String> targets) throws IOException {
        Set<String> made = new HashSet<>();
        for (String target : targets) {
            for (String path = TarTree.clean(target); !path.isEmpty(); path = parent(path)) {
                if (stage.stat("/" + path).isEmpty()) {
                    made.add(path);
                }
            }
        }
        Set<String> needed = new HashSet<>();
        try (InputStream in = Files.newInputStream(layer);
                TarEntries entries = new TarEntries(in)) {
            for (Optional<TarArchiveEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                String name = TarTree.clean(entry.get().getName());
                if (!made.contains(name) || entry.get().isFile() && entry.get().getSize() > 0) {
                    for (String path = name; !path.isEmpty(); path = parent(path)) {
                        needed.add(path);
                    }
                }
            }
        }
        made.removeAll(needed);
        return made;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
