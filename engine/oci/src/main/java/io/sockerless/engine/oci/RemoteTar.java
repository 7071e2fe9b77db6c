package io.sockerless.engine.oci;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A root file system at a URL, as {@code docker import} takes one. Closing it ends the connection. */
public final class RemoteTar implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LONGEST_REASON = 1024;

    private final HttpClient client;
    private final InputStream body;

    private RemoteTar(HttpClient client, InputStream body) {
        this.client = client;
        this.body = body;
    }

    /**
     * @param url without a scheme it is one of HTTP
     * @throws EngineException in dockerd's words, of the kind of the server's answer
     */
    public static RemoteTar open(String url) {
        URI uri = uri(url);
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE)
                .build();
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() >= 400) {
                try (InputStream reason = answer.body()) {
                    throw refused(uri, answer.statusCode(), reason.readNBytes(LONGEST_REASON));
                }
            }
            return new RemoteTar(client, answer.body());
        } catch (IOException e) {
            client.shutdownNow();
            throw new EngineException(ErrorKind.INTERNAL, "Get \"" + uri + "\": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.shutdownNow();
            throw new EngineException(ErrorKind.INTERNAL, "Get \"" + uri + "\": interrupted", e);
        } catch (RuntimeException e) {
            client.shutdownNow();
            throw e;
        }
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.contains("://") ? url : "http://" + url);
            if (!uri.getScheme().equals("http") && !uri.getScheme().equals("https")) {
                throw new EngineException(
                        ErrorKind.INTERNAL,
                        "Get \"" + url + "\": unsupported protocol scheme \"" + uri.getScheme() + "\"");
            }
            if (uri.getHost() == null) {
                throw new EngineException(ErrorKind.INTERNAL, "Get \"" + url + "\": http: no Host in request URL");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid URL " + url + ": " + e.getMessage(), e);
        }
    }

    private static EngineException refused(URI uri, int status, byte[] reason) {
        String text = new String(reason, StandardCharsets.UTF_8).strip();
        ErrorKind kind = status == 404 ? ErrorKind.NOT_FOUND : status < 500 ? ErrorKind.INVALID : ErrorKind.INTERNAL;
        return new EngineException(
                kind, "failed to GET " + uri + " with status " + status + (text.isEmpty() ? "" : ": " + text));
    }

    /** The client's own exceptions often have no text. */
    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host";
            }
            if (cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return e instanceof ConnectException ? "connect: connection refused" : "connection failed";
    }

    public InputStream body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        body.close();
        client.shutdownNow();
    }
}
