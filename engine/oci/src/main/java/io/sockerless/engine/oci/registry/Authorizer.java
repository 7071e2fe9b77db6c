package io.sockerless.engine.oci.registry;

import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proves to one registry who asks: with basic authentication, or with bearer tokens that it gets from the token server
 * which the registry names (distribution spec, "Token Authentication"). Tokens are kept per set of scopes until they
 * expire. Safe for use by many threads.
 */
final class Authorizer {
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);
    private static final Duration SAFETY = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final String CLIENT_ID = "docker";

    private final Transport transport;
    private final AuthConfig credentials;
    private final Endpoint endpoint;
    private final String userAgent;
    private final Clock clock;
    private final Map<Set<String>, Token> tokens = new HashMap<>();
    private List<Challenge> challenges = List.of();
    private Optional<String> refreshToken;

    private record Token(String value, Instant expires) {}

    Authorizer(Transport transport, AuthConfig credentials, Endpoint endpoint, String userAgent, Clock clock) {
        this.transport = transport;
        this.credentials = credentials;
        this.endpoint = endpoint;
        this.userAgent = userAgent;
        this.clock = clock;
        this.refreshToken = Optional.of(credentials.identityToken()).filter(t -> !t.isEmpty());
    }

    /** Learns from a 401 how this registry wants to be asked. */
    synchronized void challenged(List<Challenge> offered) {
        if (!offered.isEmpty()) {
            challenges = offered;
            tokens.clear();
        }
    }

    /** A refresh token that the token server gave; for logins. */
    synchronized Optional<String> refreshToken() {
        return refreshToken;
    }

    /**
     * The Authorization header for a request that needs these scopes; empty while the registry never asked for any.
     *
     * @throws RegistryFailure NO_CREDENTIALS if there are none and basic ones are wanted
     */
    synchronized Optional<String> header(Set<String> scopes) throws IOException {
        if (!credentials.registryToken().isEmpty()) {
            return Optional.of("Bearer " + credentials.registryToken());
        }
        for (Challenge challenge : challenges) {
            if (challenge.isBearer()) {
                return Optional.of("Bearer " + token(challenge, scopes));
            }
        }
        for (Challenge challenge : challenges) {
            if (challenge.isBasic()) {
                if (credentials.username().isEmpty() || credentials.password().isEmpty()) {
                    throw new RegistryFailure(RegistryFailure.Cause.NO_CREDENTIALS, "no basic auth credentials");
                }
                return Optional.of(basic());
            }
        }
        return Optional.empty();
    }

    private String basic() {
        String pair = credentials.username() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String token(Challenge challenge, Set<String> scopes) throws IOException {
        Set<String> all = new TreeSet<>(scopes);
        String asked = challenge.parameters().getOrDefault("scope", "");
        if (!asked.isBlank()) {
            all.addAll(List.of(asked.strip().split("\\s+")));
        }
        Token known = tokens.get(all);
        if (known == null || !clock.instant().isBefore(known.expires)) {
            known = fetch(challenge, all);
            tokens.put(all, known);
        }
        return known.value;
    }

    private Token fetch(Challenge challenge, Set<String> scopes) throws IOException {
        String realm = challenge.parameters().getOrDefault("realm", "");
        URI uri;
        try {
            uri = URI.create(realm);
        } catch (IllegalArgumentException e) {
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "invalid token auth challenge realm: " + realm, e);
        }
        boolean open = "http".equals(uri.getScheme());
        if (uri.getHost() == null || !open && !"https".equals(uri.getScheme()) || open && !endpoint.insecure()) {
            throw new RegistryFailure(RegistryFailure.Cause.OTHER, "invalid token auth challenge realm: " + realm);
        }
        String service = challenge.parameters().getOrDefault("service", "");
        HttpRequest request = refreshToken.isPresent()
                ? oauth(uri, service, scopes, refreshToken.get())
                : plain(uri, service, scopes);
        HttpResponse<InputStream> response = transport.send(request, endpoint);
        if (response.statusCode() != 200) {
            throw RegistryFailure.of(
                    response.statusCode(),
                    Challenge.parse(response.headers().allValues("WWW-Authenticate")),
                    Transport.errorBody(response));
        }
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(LONGEST_ANSWER);
        }
        return token(OciJson.object(body, "token response"));
    }

    private Token token(Map<String, Object> json) throws IOException {
        String value = OciJson.string(json, "access_token");
        if (value.isEmpty()) {
            value = OciJson.string(json, "token");
        }
        if (value.isEmpty()) {
            throw new RegistryFailure(
                    RegistryFailure.Cause.OTHER, "authorization server did not include a token in the response");
        }
        String refresh = OciJson.string(json, "refresh_token");
        if (!refresh.isEmpty()) {
            refreshToken = Optional.of(refresh);
        }
        Duration life = Duration.ofSeconds(OciJson.integer(json, "expires_in").orElse(0L));
        Duration used = life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life;
        return new Token(value, clock.instant().plus(used).minus(SAFETY));
    }

    private HttpRequest plain(URI realm, String service, Set<String> scopes) {
        List<String> query = new ArrayList<>();
        boolean named =
                !credentials.username().isEmpty() && !credentials.password().isEmpty();
        if (named) {
            query.add(parameter("account", credentials.username()));
        }
        query.add(parameter("client_id", CLIENT_ID));
        query.add(parameter("offline_token", "true"));
        scopes.forEach(scope -> query.add(parameter("scope", scope)));
        if (!service.isEmpty()) {
            query.add(parameter("service", service));
        }
        String separator = realm.getRawQuery() == null ? "?" : "&";
        HttpRequest.Builder request = request(URI.create(realm + separator + String.join("&", query)));
        if (named) {
            request.setHeader("Authorization", basic());
        }
        return request.GET().build();
    }

    private HttpRequest oauth(URI realm, String service, Set<String> scopes, String refresh) {
        List<String> form = List.of(
                parameter("grant_type", "refresh_token"),
                parameter("refresh_token", refresh),
                parameter("service", service),
                parameter("client_id", CLIENT_ID),
                parameter("scope", String.join(" ", scopes)));
        return request(realm)
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)))
                .build();
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT).setHeader("User-Agent", userAgent);
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
