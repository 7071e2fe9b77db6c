package io.sockerless.features.external;

import io.sockerless.engine.model.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A line for each entry of a tar, in the order of their names. Times are left out: those of what was made differ. */
final class TreeListing {
    private TreeListing() {}

    static List<String> of(byte[] tar) throws IOException {
        var lines = new TreeMap<String, String>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var name = "/" + entry.getName().replaceAll("^\\./|/$", "");
                lines.put(name, line(name, entry, in));
            }
        }
        return List.copyOf(lines.values());
    }

    private static String line(String name, TarArchiveEntry entry, TarArchiveInputStream in) throws IOException {
        var what = "%s %o %d:%d"
                .formatted(kind(entry), entry.getMode() & 07777, entry.getLongUserId(), entry.getLongGroupId());
        var content = entry.isFile() ? Digest.sha256(in.readAllBytes()).hex().substring(0, 16) : entry.getLinkName();
        return String.join(" ", what, name, content).strip();
    }

    private static String kind(TarArchiveEntry entry) {
        return entry.isLink() ? "hard-link" : "type-" + (char) entry.getLinkFlag();
    }
}
