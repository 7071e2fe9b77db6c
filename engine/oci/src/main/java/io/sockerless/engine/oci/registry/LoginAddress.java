package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code docker login} at one endpoint. */
final class LoginAddress {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Set<String> HUB = Set.of("", "index.docker.io", "docker.io", "registry-1.docker.io");

    private static final Pattern AUTHORITY = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?");

    private LoginAddress() {}

    /**
     * The registry's domain out of what the client calls its address, perhaps a URL.
     *
     * @throws EngineException INVALID if it is neither
     */
    static String domain(String serverAddress) {
        String authority = serverAddress.strip().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (HUB.contains(authority)) {
            return ImageReference.DEFAULT_DOMAIN;
        }
        if (!AUTHORITY.matcher(authority).matches()) {
            throw EngineException.invalid("unable to parse server address: " + serverAddress);
        }
        return authority;
    }

    static LoginResult login(Transport transport, Endpoint endpoint, Authorizer authorizer, String userAgent)
            throws IOException {
        URI uri = endpoint.v2("");
        HttpResponse<InputStream> first = transport.send(request(uri, Optional.empty(), userAgent), endpoint);
        first.body().close();
        List<Challenge> challenges = Challenge.parse(first.headers().allValues("WWW-Authenticate"));
        if (first.statusCode() == 401) {
            authorizer.challenged(challenges);
        }
        Optional<String> authorization = authorization(authorizer, uri);
        HttpResponse<InputStream> second = transport.send(request(uri, authorization, userAgent), endpoint);
        second.body().close();
        if (second.statusCode() != 200) {
            throw new RegistryFailure(
                    second.statusCode() == 401
                            ? RegistryFailure.Cause.UNAUTHORIZED
                            : second.statusCode() >= 500
                                    ? RegistryFailure.Cause.TRANSIENT
                                    : RegistryFailure.Cause.OTHER,
                    "login attempt to " + uri + " failed with status: " + StatusText.of(second.statusCode()));
        }
        return new LoginResult("Login Succeeded", authorizer.refreshToken().orElse(""));
    }

    private static Optional<String> authorization(Authorizer authorizer, URI uri) throws IOException {
        try {
            return authorizer.header(Set.of());
        } catch (RegistryFailure e) {
            throw e.during("GET", uri);
        }
    }

    private static HttpRequest request(URI uri, Optional<String> authorization, String userAgent) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).setHeader("User-Agent", userAgent);
        authorization.ifPresent(value -> request.setHeader("Authorization", value));
        return request.GET().build();
    }
}
