package io.sockerless.features.differential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Lists the entries of a tar, one line each: type, mode, owner, size, name and link. */
final class Tars {
    private Tars() {}

    static List<String> list(byte[] bytes) {
        var lines = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                lines.add(line(entry));
            }
        } catch (IOException e) {
            lines.add("broken tar of " + bytes.length + " bytes: " + e.getMessage());
        }
        return lines;
    }

    private static String line(TarArchiveEntry entry) {
        return "%c %o %d:%d %d %s%s"
                .formatted(
                        (char) entry.getLinkFlag(),
                        entry.getMode() & 07777,
                        entry.getLongUserId(),
                        entry.getLongGroupId(),
                        entry.getSize(),
                        entry.getName(),
                        entry.getLinkName().isEmpty() ? "" : " -> " + entry.getLinkName());
    }
}
