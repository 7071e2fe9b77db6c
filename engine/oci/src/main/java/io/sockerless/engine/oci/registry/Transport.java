package io.sockerless.engine.oci.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;

/** HTTP/1.1 to registries and token servers. Failures are told as Go's HTTP client tells them, since dockerd's are. */
final class Transport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final int LONGEST_ERROR = 64 << 10;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Optional<Path> certificates;
    private final HttpClient strict;
    private final HttpClient lenient;
    /** Those of registries with certificates of their own. */
    private final Map<Endpoint, Special> special = new ConcurrentHashMap<>();

    private record Special(String state, HttpClient client) {}

    /** @param certificates where {@link RegistryCertificates} are */
    Transport(Optional<Path> certificates) {
        this.certificates = certificates;
        strict = client().build();
        lenient = client().sslContext(trustingAnyone()).build();
    }

    private HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // credentials must not follow to another host
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor);
    }

    private static SSLContext trustingAnyone() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private HttpClient client(Endpoint endpoint) throws RegistryFailure {
        if (endpoint.insecure() || certificates.isEmpty()) {
            return endpoint.insecure() ? lenient : strict; // dockerd reads none for those, either
        }
        try {
            RegistryCertificates own =
                    RegistryCertificates.of(certificates.get(), endpoint.base().getAuthority());
            if (own.isEmpty()) {
                return strict;
            }
            String state = own.state();
            Special known = special.get(endpoint);
            if (known == null || !known.state().equals(state)) {
                SSLContext context = own.context();
                // Whoever still uses the one before goes on with it.
                known = new Special(state, client().sslContext(context).build());
                special.put(endpoint, known);
            }
            return known.client();
        } catch (IOException e) {
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, e.getMessage(), e);
        }
    }

    /**
     * Sends one request; whatever status comes back is not an error here. The caller closes the body.
     *
     * @param endpoint of the registry on whose behalf it is, which need not be where it goes
     */
    HttpResponse<InputStream> send(HttpRequest request, Endpoint endpoint) throws IOException {
        HttpClient client = client(endpoint);
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "context canceled", e);
        } catch (IOException e) {
            throw new RegistryFailure(RegistryFailure.Cause.TRANSIENT, reason(request.uri(), e), e)
                    .during(request.method(), request.uri());
        }
    }

    private static String reason(URI uri, IOException e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "dial tcp " + address(uri) + ": i/o timeout";
            case HttpTimeoutException _ -> "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
            case ConnectException c
            when hasCause(c, UnresolvedAddressException.class) ->
                "dial tcp: lookup " + uri.getHost() + ": no such host";
            case ConnectException _ -> "dial tcp " + address(uri) + ": connect: connection refused";
            case SSLException s
            when String.valueOf(s.getMessage()).toLowerCase(Locale.ROOT).contains("unrecognized ssl message") ->
                "http: server gave HTTP response to HTTPS client";
            case SSLHandshakeException s -> "x509: " + distrust(String.valueOf(s.getMessage()));
            default -> isEnd(e) ? "EOF" : e.getMessage();
        };
    }

    private static String distrust(String message) {
        return message.contains("unable to find valid certification path")
                ? "certificate signed by unknown authority"
                : message.contains("validity check failed") ? "certificate has expired or is not yet valid" : message;
    }

    private static boolean isEnd(IOException e) {
        return e.getMessage() == null
                || e instanceof EOFException
                || e.getMessage().contains("header parser received no bytes");
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static String address(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        try {
            return InetAddress.getByName(uri.getHost()).getHostAddress() + ":" + port;
        } catch (UnknownHostException _) {
            return uri.getHost() + ":" + port;
        }
    }

    /** The body of an answer that is not what was hoped for, as far as it is worth reading. Closes it. */
    static byte[] errorBody(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            return in.readNBytes(LONGEST_ERROR);
        } catch (IOException _) {
            return new byte[0]; // the status says enough
        }
    }

    @Override
    public void close() {
        special.values().forEach(known -> known.client().shutdownNow());
        strict.shutdownNow();
        lenient.shutdownNow();
        executor.shutdownNow();
    }
}
