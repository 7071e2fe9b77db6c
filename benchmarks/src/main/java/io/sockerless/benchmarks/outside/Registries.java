package io.sockerless.benchmarks.outside;

import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Our registry beside Debian's docker-registry, and pushes and pulls of both daemons to and from that one. */
final class Registries {
    private static final int CLIENTS = 8;
    private static final int BLOB = 64 << 20;
    private static final int LAYERS = 10;
    private static final int LAYER = 50_000_000;
    private static final int PIECE = 64 << 10;
    private static final int WORDS = 5_000;
    private static final String IMAGE = "bench-layers:latest";

    private final Path root;
    private final Path work;
    private final int rounds;
    private final Map<Peer, RegistryProgram> serving = new HashMap<>();
    private final List<String> blobs = new ArrayList<>();
    private int fresh;

    private Registries(boolean quick, Path root, Path work) {
        this.root = root;
        this.work = work.resolve("registries");
        this.rounds = quick ? 4 : 12;
    }

    static List<Scenario> scenarios(boolean quick, Path root, Path work) {
        Registries registries = new Registries(quick, root, work);
        return List.of(
                new Scenario(
                        "registry",
                        "registry (beside docker-registry): blobs of 64 MiB to 8 clients",
                        "MB/s",
                        false,
                        Target.times(1.0),
                        registries::serve,
                        registries::megabytesPerSecond,
                        quick ? 3 : 10),
                new Scenario(
                        "push",
                        "`docker push`, 10 layers, 500 MB, to docker-registry",
                        "ms",
                        true,
                        Target.times(0.8),
                        registries::load,
                        registries::push,
                        quick ? 2 : 5),
                new Scenario(
                        "pull",
                        "`docker pull` of the same",
                        "ms",
                        true,
                        Target.times(0.8),
                        registries::load,
                        registries::pull,
                        quick ? 2 : 5));
    }

    private void serve(Peer peer) throws IOException, InterruptedException {
        Path place = work.resolve("served-by-" + peer.name());
        RegistryProgram program = peer.name().equals("sockerless")
                ? RegistryProgram.sockerless(root, place)
                : RegistryProgram.debian(place);
        serving.put(peer, program);
        blobs.clear();
        byte[] bytes = new byte[BLOB];
        Random random = new Random(64);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < CLIENTS; i++) {
                random.nextBytes(bytes);
                blobs.add("/v2/bench/blobs/" + upload(http, URI.create("http://" + program.address()), bytes));
            }
        }
    }

    private static String upload(HttpClient http, URI base, byte[] bytes) throws IOException, InterruptedException {
        String digest = "sha256:" + HexFormat.of().formatHex(sha256(bytes));
        HttpRequest begin = HttpRequest.newBuilder(base.resolve("/v2/bench/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build();
        String session = http.send(begin, BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String separator = session.contains("?") ? "&" : "?";
        HttpRequest put = HttpRequest.newBuilder(base.resolve(session + separator + "digest=" + digest))
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build();
        HttpResponse<String> answer = http.send(put, BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(answer + ": " + answer.body());
        }
        return digest;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private double megabytesPerSecond(Peer peer) throws IOException, InterruptedException {
        int port = serving.get(peer).port();
        long begin = System.nanoTime();
        long bytes = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Long>> pulls = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                pulls.add(threads.submit(() -> pulled(port, first)));
            }
            for (Future<Long> pull : pulls) {
                bytes += pull.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
        return bytes / 1e6 / ((System.nanoTime() - begin) / 1e9);
    }

    private long pulled(int port, int first) throws IOException {
        long bytes = 0;
        try (RegistryHttp http = RegistryHttp.open(port)) {
            for (int i = 0; i < rounds; i++) {
                bytes += http.get(blobs.get((first + i) % CLIENTS));
            }
        }
        return bytes;
    }

    /** Ten layers of one file each; the same for both peers. */
    private void load(Peer peer) throws IOException, InterruptedException {
        Path archive = work.resolve("layers.tar");
        if (!Files.exists(archive)) {
            make(archive);
        }
        peer.docker("load", "-q", "-i", archive.toString());
    }

    private void make(Path archive) throws IOException, InterruptedException {
        Path image = Files.createDirectories(work.resolve("image"));
        Random random = new Random(500);
        List<byte[]> words = words(random);
        List<String> names = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            Files.write(image.resolve("file" + i), content(random, words));
            Path layer = Files.createDirectories(image.resolve("layer" + i)).resolve("layer.tar");
            Commands.run("tar", "-C", image.toString(), "-cf", layer.toString(), "file" + i);
            Files.delete(image.resolve("file" + i));
            names.add("\"layer" + i + "/layer.tar\"");
            digests.add("\"sha256:" + HexFormat.of().formatHex(sha256(Files.readAllBytes(layer))) + "\"");
        }
        Files.writeString(
                image.resolve("config.json"),
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"sh\"]},\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[" + String.join(",", digests) + "]}}");
        Files.writeString(
                image.resolve("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + IMAGE + "\"],\"Layers\":[" + String.join(",", names)
                        + "]}]");
        Commands.run("tar", "-C", image.toString(), "-cf", archive.toString(), ".");
        Directories.remove(image);
    }

    private static List<byte[]> words(Random random) {
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            byte[] word = new byte[3 + random.nextInt(8)];
            for (int at = 0; at < word.length - 1; at++) {
                word[at] = (byte) ('a' + random.nextInt(26));
            }
            word[word.length - 1] = ' ';
            words.add(word);
        }
        return words;
    }

    /** As an image has it: pieces of text, of numbers that resemble each other, and of what is compressed already. */
    private static byte[] content(Random random, List<byte[]> words) {
        ByteBuffer bytes = ByteBuffer.allocate(LAYER);
        byte[] noise = new byte[PIECE / 2];
        for (int piece = 0; bytes.remaining() > PIECE; piece++) {
            int end = bytes.position() + PIECE / 2;
            switch (piece % 3) {
                case 0 -> {
                    while (bytes.position() < end) {
                        // Some words are frequent.
                        bytes.put(words.get(random.nextInt(1 + random.nextInt(WORDS))));
                    }
                }
                case 1 -> {
                    int number = random.nextInt();
                    while (bytes.position() < end) {
                        number += random.nextInt(64) * 4;
                        bytes.putInt(number).putShort((short) random.nextInt(20));
                    }
                }
                default -> {
                    random.nextBytes(noise);
                    bytes.put(noise);
                }
            }
        }
        return bytes.array();
    }

    private RegistryProgram empty() throws IOException, InterruptedException {
        // Or one would write to disk what the other has left in memory.
        Commands.run("sync");
        return RegistryProgram.debian(work.resolve("empty" + fresh++));
    }

    /** To a registry that has nothing. */
    private double push(Peer peer) throws IOException, InterruptedException {
        try (RegistryProgram registry = empty()) {
            String name = registry.address() + "/bench/layers:latest";
            peer.docker("tag", IMAGE, name);
            double time = Commands.time(peer.cli("push", "-q", name));
            peer.docker("rmi", name);
            return time;
        } finally {
            Directories.remove(work.resolve("empty" + (fresh - 1)));
        }
    }

    /** Of what the peer had and has no more. */
    private double pull(Peer peer) throws IOException, InterruptedException {
        try (RegistryProgram registry = empty()) {
            String name = registry.address() + "/bench/layers:latest";
            peer.docker("tag", IMAGE, name);
            peer.docker("push", "-q", name);
            peer.docker("rmi", "-f", name, IMAGE);
            Commands.run("sync");
            double time = Commands.time(peer.cli("pull", "-q", name));
            peer.docker("tag", name, IMAGE);
            peer.docker("rmi", name);
            return time;
        } finally {
            Directories.remove(work.resolve("empty" + (fresh - 1)));
        }
    }
}
