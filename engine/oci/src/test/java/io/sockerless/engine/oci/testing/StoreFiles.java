package io.sockerless.engine.oci.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a content store has on disk. */
public final class StoreFiles {
    private StoreFiles() {}

    /** Hex digests of all blobs, each of which is checked to have that digest. */
    public static TreeSet<String> blobs(Path store) throws IOException {
        TreeSet<String> out = new TreeSet<>();
        for (Path blob : files(store.resolve("blobs"))) {
            assertEquals(
                    blob.getFileName().toString(),
                    Digest.sha256(Files.readAllBytes(blob)).hex());
            out.add(blob.getFileName().toString());
        }
        return out;
    }

    /** Half-written files. */
    public static List<Path> unfinished(Path store) throws IOException {
        return files(store.resolve("ingest"));
    }

    public static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(f -> !Files.isDirectory(f)).toList();
        }
    }
}
