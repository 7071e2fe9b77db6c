package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel parameters. */
final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys");
    private static final int LONGEST = 4096;

    private Sysctl() {}

    /**
     * In one read: many parameters answer the second one with the end of the file, whatever the first one left.
     *
     * @param name with slashes
     */
    static String read(String name) throws IOException {
        byte[] buffer = new byte[LONGEST];
        try (InputStream in = Files.newInputStream(ROOT.resolve(name))) {
            int length = Math.max(0, in.read(buffer));
            return new String(buffer, 0, length, StandardCharsets.US_ASCII).strip();
        }
    }

    /** Writes only what is not so already: /proc/sys may be read-only and right. */
    static void set(String name, String value) throws IOException {
        if (!read(name).equals(value)) {
            Files.writeString(ROOT.resolve(name), value);
        }
    }
}
