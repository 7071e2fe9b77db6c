package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.TarEntries;
import java.io.IOException;
import java.io.InputStream;

/** Which files {@code ADD} takes for archives. */
final class Archives {
    private Archives() {}

    /** Whether it is a tar, compressed or not: whether its first entry can be read. */
    static boolean isTar(InputStream in) throws IOException {
        try (TarEntries entries = new TarEntries(Compression.inflate(in))) {
            return entries.next().isPresent();
        } catch (EngineException | IOException e) {
            return false; // that is how it shows that it is none
        }
    }
}
