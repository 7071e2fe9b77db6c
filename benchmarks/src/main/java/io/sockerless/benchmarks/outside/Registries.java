package io.sockerless.benchmarks.outside;

import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Our registry beside Debian's docker-registry, and pushes and pulls of both daemons to and from that one. */
final class Registries {
    private static final int CLIENTS = 8;
    private static final int BLOB = 64 << 20;
    private static final int LAYERS = 10;
    private static final int LAYER = 50_000_000;
    private static final Path SYSTEM = Path.of("/usr");
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
                        quick ? 2 : 5),
                new Scenario(
                        "push-memory",
                        "most memory while it is pushed",
                        "MiB",
                        true,
                        Target.of(250),
                        registries::load,
                        peer -> {
                            peer.forgetPeak();
                            registries.push(peer);
                            return peer.peakMiB();
                        },
                        1));
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

    /** Ten layers of files; the same for both peers. */
    private void load(Peer peer) throws IOException, InterruptedException {
        Path archive = work.resolve("layers.tar");
        if (!Files.exists(archive)) {
            make(archive);
        }
        peer.docker("load", "-q", "-i", archive.toString());
    }

    private void make(Path archive) throws IOException, InterruptedException {
        Path image = Files.createDirectories(work.resolve("image"));
        List<String> names = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        try (Stream<Path> found = Files.walk(SYSTEM)) {
            Iterator<Path> all = found.sorted().iterator();
            for (int i = 0; i < LAYERS; i++) {
                Path list = Files.write(work.resolve("files"), files(all));
                Path layer = Files.createDirectories(image.resolve("layer" + i)).resolve("layer.tar");
                Commands.run(
                        "tar",
                        "--no-recursion",
                        "-C",
                        "/",
                        "--transform",
                        "s,^/,,",
                        "-cPf",
                        layer.toString(),
                        "-T",
                        list.toString());
                names.add("\"layer" + i + "/layer.tar\"");
                digests.add("\"sha256:" + HexFormat.of().formatHex(sha256(Files.readAllBytes(layer))) + "\"");
            }
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

    /** The next files of this machine's own system that make up a layer: what images are made of. */
    private static List<String> files(Iterator<Path> all) throws IOException {
        List<String> files = new ArrayList<>();
        long size = 0;
        while (size < LAYER) {
            if (!all.hasNext()) {
                throw new IOException("there is too little below " + SYSTEM + " to make an image of");
            }
            Path file = all.next();
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) < LAYER / 5) {
                files.add(file.toString());
                size += Files.size(file);
            }
        }
        return files;
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
