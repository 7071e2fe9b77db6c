package io.sockerless.features.external;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry in a process of its own, to compare with. */
record DebianRegistry(Process process, String address) implements AutoCloseable {
    static DebianRegistry start(Path place) throws IOException {
        Files.createDirectories(place);
        String address;
        try (var free = new ServerSocket(0)) {
            address = "127.0.0.1:" + free.getLocalPort();
        }
        Files.writeString(place.resolve("registry.yml"), """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s/blobs}, delete: {enabled: true}}
            http: {addr: "%s"}
            """.formatted(place, address));
        var process = new ProcessBuilder("docker-registry", "serve", "registry.yml")
                .directory(place.toFile())
                .redirectErrorStream(true)
                .start();
        var output = process.inputReader();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("listening on ")) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return new DebianRegistry(process, address);
            }
        }
        throw new IOException("docker-registry does not start");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
