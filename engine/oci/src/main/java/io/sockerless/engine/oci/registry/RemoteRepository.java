package io.sockerless.engine.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One repository at one endpoint, as one client: sends requests with that client's credentials, asks for them once more
 * when they are refused, and follows redirects without taking the credentials along.
 */
final class RemoteRepository {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MOST_REDIRECTS = 10;

    private final Transport transport;
    private final Endpoint endpoint;
    private final Authorizer authorizer;
    private final String path;
    private final String actions;
    private final String userAgent;

    /** @param actions {@code pull} or {@code pull,push} */
    RemoteRepository(
            Transport transport,
            Endpoint endpoint,
            Authorizer authorizer,
            String path,
            String actions,
            String userAgent) {
        this.transport = transport;
        this.endpoint = endpoint;
        this.authorizer = authorizer;
        this.path = path;
        this.actions = actions;
        this.userAgent = userAgent;
    }

    /** A request that may be sent more than once. */
    record Call(String method, URI uri, Map<String, List<String>> headers, Supplier<BodyPublisher> body) {
        static Call get(URI uri) {
            return new Call("GET", uri, Map.of(), HttpRequest.BodyPublishers::noBody);
        }

        static Call of(String method, URI uri) {
            return new Call(method, uri, Map.of(), HttpRequest.BodyPublishers::noBody);
        }

        Call with(Map<String, List<String>> newHeaders) {
            return new Call(method, uri, newHeaders, body);
        }
    }

    /** {@code rest} within this repository, for example {@code manifests/latest}. */
    URI uri(String rest) {
        return endpoint.v2(path + "/" + rest);
    }

    String path() {
        return path;
    }

    /** Asks whether a registry is there and how it wants to be asked. */
    void ping() throws IOException {
        HttpResponse<InputStream> response = once(Call.get(endpoint.v2("")), Optional.empty());
        try (InputStream _ = response.body()) {
            authorizer.challenged(challenges(response));
        }
    }

    /**
     * Sends a request with this repository's scope.
     *
     * @return any answer but a redirect or a first 401; the caller closes its body
     */
    HttpResponse<InputStream> send(Call call) throws IOException {
        return send(call, Set.of());
    }

    /** As {@link #send(Call)}, with further scopes. */
    HttpResponse<InputStream> send(Call call, Set<String> further) throws IOException {
        Set<String> scopes = new HashSet<>(further);
        scopes.add("repository:" + path + ":" + actions);
        HttpResponse<InputStream> response = redirected(call, authorization(call, scopes));
        if (response.statusCode() != 401 || !isHome(response.uri())) {
            return response; // what another host wants to know is not asked of the user
        }
        List<Challenge> offered = challenges(response);
        if (offered.isEmpty() || !credentialsMayHelp(call)) {
            return response;
        }
        response.body().close();
        authorizer.challenged(offered);
        return redirected(call, authorization(call, scopes));
    }

    /** A body that can be read only once cannot be sent again; {@link #ping} has told how to ask before. */
    private static boolean credentialsMayHelp(Call call) {
        return !call.method.equals("PATCH");
    }

    /** The credentials, for requests to this endpoint; a place to upload to or a further page may be elsewhere. */
    private Optional<String> authorization(Call call, Set<String> scopes) throws IOException {
        if (!isHome(call.uri)) {
            checkSecure(endpoint.base(), call.uri);
            return Optional.empty();
        }
        try {
            return authorizer.header(scopes);
        } catch (RegistryFailure e) {
            throw actions.equals("pull") ? e.during(call.method, call.uri) : e; // dockerd's pushes do not say
        }
    }

    private boolean isHome(URI uri) {
        return sameAuthority(endpoint.base(), uri);
    }

    private HttpResponse<InputStream> redirected(Call call, Optional<String> authorization) throws IOException {
        Call at = call;
        Optional<String> credentials = authorization;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = once(at, credentials);
            Optional<String> location = response.headers().firstValue("Location");
            if (!isRedirect(response.statusCode()) || location.isEmpty()) {
                return response;
            }
            response.body().close();
            URI next = at.uri.resolve(location.get());
            if (!sameAuthority(at.uri, next)) {
                credentials = Optional.empty();
            }
            checkSecure(at.uri, next);
            at = new Call(at.method, next, at.headers, at.body);
        }
        throw new RegistryFailure(RegistryFailure.Cause.OTHER, "stopped after " + MOST_REDIRECTS + " redirects");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void checkSecure(URI from, URI to) throws RegistryFailure {
        boolean http = "http".equalsIgnoreCase(to.getScheme());
        boolean https = "https".equalsIgnoreCase(to.getScheme());
        boolean weaker = http && from.getScheme().equals("https") && !endpoint.insecure();
        if (to.getHost() == null || weaker || !http && !https) {
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "refused to follow a redirect to " + to);
        }
    }

    private static boolean sameAuthority(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().equalsIgnoreCase(b.getHost())
                && port(a) == port(b)
                && b.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private HttpResponse<InputStream> once(Call call, Optional<String> authorization) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri)
                .method(call.method, call.body.get())
                .setHeader("User-Agent", userAgent);
        if (!call.method.equals("PATCH") && !call.method.equals("PUT")) {
            request.timeout(TIMEOUT); // a large body takes the time that it takes
        }
        call.headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        authorization.ifPresent(value -> request.setHeader("Authorization", value));
        return transport.send(request.build(), endpoint);
    }

    private static List<Challenge> challenges(HttpResponse<InputStream> response) {
        return response.statusCode() == 401
                ? Challenge.parse(response.headers().allValues("WWW-Authenticate"))
                : List.of();
    }

    /** What an answer that is not what was hoped for says. Closes its body. */
    static RegistryFailure failure(HttpResponse<InputStream> response) {
        return RegistryFailure.of(response.statusCode(), challenges(response), Transport.errorBody(response));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s/v2/%s", endpoint.base(), path);
    }
}
