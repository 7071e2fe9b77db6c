package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bytes in at standard input and out at standard output of a container, compared by digest. */
final class Cat {
    private Cat() {}

    static double megabytesPerSecond(Peer peer, long total) throws IOException, InterruptedException {
        byte[] block = new byte[1 << 20];
        // Text, as a pipe usually carries; Docker's log keeps text only.
        Random random = new Random(7);
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % 120 == 119 ? '\n' : ' ' + random.nextInt(94));
        }
        long start = System.nanoTime();
        Process process = new ProcessBuilder(peer.cli("run", "-i", "--rm", "busybox", "cat")).start();
        MessageDigest sent = sha256();
        Thread writer = Thread.ofPlatform().start(() -> {
            try (OutputStream out = process.getOutputStream()) {
                for (long done = 0; done < total; done += block.length) {
                    out.write(block);
                    sent.update(block);
                }
            } catch (IOException e) {
                // The digests will differ, which is what tells.
                System.err.println(peer.name() + " stopped reading: " + e.getMessage());
            }
        });
        MessageDigest received = sha256();
        byte[] buffer = new byte[1 << 16];
        InputStream in = process.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            received.update(buffer, 0, n);
        }
        writer.join();
        int code = process.waitFor();
        String expected = HexFormat.of().formatHex(sent.digest());
        String got = HexFormat.of().formatHex(received.digest());
        if (code != 0 || !expected.equals(got)) {
            throw new IOException(
                    peer.name() + " changed the bytes: exit " + code + ", " + expected + " became " + got);
        }
        return total / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
