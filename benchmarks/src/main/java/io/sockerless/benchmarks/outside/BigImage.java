package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** An image of some 170 MB in 8,700 files. */
final class BigImage {
    private static final int FILES = 8_700;

    private BigImage() {}

    /** Makes the archive once, from the same bytes each time. */
    static void archive(Peer peer, Path work) throws IOException, InterruptedException {
        Path archive = work.resolve("big.tar");
        if (Files.exists(archive)) {
            return;
        }
        Path tree = Files.createDirectory(work.resolve("big"));
        Random random = new Random(170);
        for (int i = 0; i < FILES; i++) {
            Path directory = tree.resolve("usr/lib/part" + i % 97);
            Files.createDirectories(directory);
            byte[] bytes = new byte[2_000 + random.nextInt(34_000)];
            random.nextBytes(bytes);
            // Half of it compresses, as programs and texts do.
            java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) ('a' + i % 26));
            Files.write(directory.resolve("file" + i), bytes);
        }
        Path tar = work.resolve("big-root.tar");
        Commands.run("tar", "-C", tree.toString(), "-cf", tar.toString(), ".");
        peer.docker("import", tar.toString(), "bench-big:latest");
        peer.docker("save", "-o", archive.toString(), "bench-big:latest");
        Files.delete(tar);
        Directories.remove(tree);
    }

    static double load(Peer peer, Path work) throws IOException, InterruptedException {
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            http.send("DELETE", "/v1.41/images/bench-big:latest?force=1", "");
        }
        return Commands.time(
                peer.cli("load", "-q", "-i", work.resolve("big.tar").toString()));
    }

    static double save(Peer peer) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(peer.cli("save", "bench-big:latest")).start();
        long bytes = process.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (process.waitFor() != 0 || bytes < 100_000_000) {
            throw new IOException(peer.name() + " saved " + bytes + " bytes");
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
