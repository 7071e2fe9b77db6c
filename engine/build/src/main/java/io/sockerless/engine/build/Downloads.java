package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Files from URLs. */
final class Downloads {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private Downloads() {}

    /**
     * A tree of the one file, which only its owner may read, as {@code ADD} makes it.
     *
     * @param checksum {@code sha256:…}, or empty
     * @throws EngineException INVALID if it cannot be had, or is another one
     */
    static TarTree file(String url, String checksum, Path work) throws IOException, InterruptedException {
        Path file = Files.createTempFile(work, "download", "");
        try {
            Instant modified = fetch(url, file);
            if (!checksum.isEmpty()) {
                check(url, Digest.parse(checksum), file);
            }
            String path = URI.create(url).getPath();
            String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
            if (name.isEmpty()) {
                throw EngineException.invalid("cannot determine filename from url: " + url);
            }
            return tree(name, file, modified, work);
        } finally {
            Files.delete(file);
        }
    }

    /** A tree of the files of an archive, or of the one file as the Dockerfile. */
    static TarTree context(String url, String dockerfile, Path work) throws IOException, InterruptedException {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw EngineException.invalid("remoteURL (" + url + ") could not be recognized as URL");
        }
        Path file = Files.createTempFile(work, "download", "");
        try {
            fetch(url, file);
            try (InputStream in = Files.newInputStream(file)) {
                if (Archives.isTar(in)) {
                    try (InputStream tar = io.sockerless.engine.oci.Compression.inflate(Files.newInputStream(file))) {
                        return TarTree.read(tar, work);
                    }
                }
            }
            return tree(dockerfile, file, Instant.now(), work);
        } finally {
            Files.delete(file);
        }
    }

    private static TarTree tree(String name, Path file, Instant modified, Path work) throws IOException {
        Path tar = Files.createTempFile(work, "download", ".tar");
        try {
            LayerEntries entries = new LayerEntries();
            entries.put(
                    new Node(
                            TarTree.clean(name),
                            Node.Kind.FILE,
                            0600,
                            0,
                            0,
                            Files.size(file),
                            modified.getEpochSecond(),
                            0,
                            "",
                            0,
                            Map.of()),
                    () -> Files.newInputStream(file));
            try (OutputStream out = Files.newOutputStream(tar)) {
                entries.writeTo(out);
            }
            try (InputStream in = Files.newInputStream(tar)) {
                return TarTree.read(in, work);
            }
        } finally {
            Files.delete(tar);
        }
    }

    /** @return when it was changed, as its server says */
    static Instant fetch(String url, Path file) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = new RoomKeeping(response.body(), RoomKeeping.of(file))) {
                if (response.statusCode() >= 400) {
                    throw EngineException.invalid("failed to GET " + url + " with status " + response.statusCode());
                }
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return response.headers()
                    .firstValue("Last-Modified")
                    .map(Downloads::time)
                    .orElse(Instant.EPOCH);
        } catch (IOException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INTERNAL, "Get \"" + url + "\": " + reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID, "invalid URL " + url + ": " + e.getMessage(), e);
        }
    }

    /** The client's own exceptions have no text. */
    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.nio.channels.UnresolvedAddressException) {
                return "no such host";
            }
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return e instanceof java.net.ConnectException ? "connection refused" : "connection failed";
    }

    private static Instant time(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH; // as if the server had not told
        }
    }

    private static void check(String url, Digest wanted, Path file) throws IOException {
        var sha256 = Digest.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        Digest got = Digest.of(sha256);
        if (!got.equals(wanted)) {
            throw EngineException.invalid("digest mismatch for " + url + ": " + got + " (expected: " + wanted + ")");
        }
    }
}
