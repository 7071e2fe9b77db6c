package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/**
 * Images of some 170 MB in 8,700 files. Each load is of an image that the peer has never seen: to remove one and load it
 * again would measure the removal, too, which goes on in the background, and file systems that avoid inodes that were
 * freed a moment ago.
 */
final class BigImage {
    static final String NAME = "bench-big:latest";
    private static final int FILES = 8_700;

    private final Path directory;
    private final Map<Peer, Integer> loaded = new HashMap<>();

    BigImage(Path work) {
        this.directory = work.resolve("big");
    }

    /** Makes what all have in common, once. */
    void prepare() throws IOException, InterruptedException {
        if (Files.exists(directory)) {
            return;
        }
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Random random = new Random(170);
        for (int i = 0; i < FILES; i++) {
            Path parent = Files.createDirectories(tree.resolve("usr/lib/part" + i % 97));
            byte[] bytes = new byte[2_000 + random.nextInt(34_000)];
            random.nextBytes(bytes);
            // Half of it compresses, as programs and texts do.
            Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) ('a' + i % 26));
            Files.write(parent.resolve("file" + i), bytes);
        }
        Commands.run("tar", "-C", tree.toString(), "-cf", common().toString(), ".");
        Directories.remove(tree);
    }

    private Path common() {
        return directory.resolve("common.tar");
    }

    /** The archive of the n-th image, as {@code docker save} writes it; the same for both peers. */
    private Path archive(int n) throws IOException, InterruptedException {
        Path archive = directory.resolve("image" + n + ".tar");
        if (Files.exists(archive)) {
            return archive;
        }
        Files.deleteIfExists(directory.resolve("image" + (n - 1) + ".tar"));
        Path image = Files.createDirectories(directory.resolve("image/layer"));
        Path layer = image.resolve("layer.tar");
        Files.deleteIfExists(layer);
        Files.copy(common(), layer);
        Files.writeString(directory.resolve("number"), "image " + n + "\n");
        Commands.run("tar", "-rf", layer.toString(), "-C", directory.toString(), "number");
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"sh\"]},\"rootfs\":{"
                + "\"type\":\"layers\",\"diff_ids\":[\"sha256:" + sha256(layer) + "\"]}}";
        Files.writeString(image.resolveSibling("config.json"), config);
        Files.writeString(
                image.resolveSibling("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + NAME + "\"],\"Layers\":[\"layer/layer.tar\"]}]");
        Commands.run("tar", "-C", image.getParent().toString(), "-cf", archive.toString(), ".");
        return archive;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    double load(Peer peer) throws IOException, InterruptedException {
        int n = loaded.merge(peer, 1, Integer::sum);
        Path archive = archive(n);
        // Or one would write to disk what the other has left in memory.
        Commands.run("sync");
        return Commands.time(peer.cli("load", "-q", "-i", archive.toString()));
    }

    static double save(Peer peer) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(peer.cli("save", NAME)).start();
        long bytes = process.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (process.waitFor() != 0 || bytes < 100_000_000) {
            throw new IOException(peer.name() + " saved " + bytes + " bytes");
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
