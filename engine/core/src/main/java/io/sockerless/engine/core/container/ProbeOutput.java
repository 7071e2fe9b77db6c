package io.sockerless.engine.core.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a probe writes; the rest is read and dropped, so that it never blocks. */
final class ProbeOutput {
    private static final int LONGEST = 4096;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    /** Reads one of its streams to the end, in a thread of its own. */
    Thread reading(InputStream stream) {
        return Thread.ofVirtual().name("health-output").start(() -> {
            byte[] buffer = new byte[1024];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    add(buffer, n);
                }
            } catch (IOException e) {
                // The probe was given up, or its container has ended: what came counts.
            }
        });
    }

    private synchronized void add(byte[] bytes, int length) {
        int room = Math.min(length, LONGEST - kept.size());
        kept.write(bytes, 0, room);
        cut |= room < length;
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8) + (cut ? "..." : "");
    }
}
