package io.sockerless.features.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Files of the host that no container, image or request may reach. */
final class Canary implements AutoCloseable {
    static final String SECRET = "the canary sings alone";

    private final Path folder;
    private final Map<String, String> alive;

    Canary() throws IOException {
        folder = Files.createTempDirectory("canary-");
        var old = FileTime.from(Instant.parse("2001-09-09T01:46:40Z"));
        for (var name : new String[] {"file", "other"}) {
            Files.writeString(folder.resolve(name), SECRET);
            Files.setLastModifiedTime(folder.resolve(name), old);
        }
        Files.setLastModifiedTime(folder, old);
        alive = look();
    }

    /** Absolute. */
    String path() {
        return folder.toString();
    }

    /** As it looks from anywhere below the root, however deep. */
    String climbed() {
        return "../".repeat(14) + path().substring(1);
    }

    /** What has changed; empty when it is untouched. */
    String harm() throws IOException {
        var now = look();
        return now.equals(alive) ? "" : "was " + alive + ", is " + now;
    }

    private Map<String, String> look() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                var facts = Files.readAttributes(file, "unix:ino,mode,uid,gid,nlink,lastModifiedTime,size");
                all.put(
                        folder.relativize(file).toString(),
                        new TreeMap<>(facts) + (Files.isRegularFile(file) ? Files.readString(file) : ""));
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
