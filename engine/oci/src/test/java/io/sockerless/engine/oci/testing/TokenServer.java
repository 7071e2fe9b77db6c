package io.sockerless.engine.oci.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Gives tokens to {@link LocalRegistry#USER} (distribution spec, "Token Authentication Specification"); anybody else may
 * read the repositories under {@code public/}.
 */
public final class TokenServer implements AutoCloseable {
    static final String SERVICE = "test-service";
    static final String ISSUER = "test-issuer";

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final String refreshToken = "refresh-" + UUID.randomUUID();
    private final List<String> scopes = new CopyOnWriteArrayList<>();

    public TokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::answer);
        server.start();
    }

    public String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    public String refreshToken() {
        return refreshToken;
    }

    /** All scopes that were asked for. */
    public List<String> scopes() {
        return List.copyOf(scopes);
    }

    String certificate() {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + TestKey.shared().certificate() + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean post = exchange.getRequestMethod().equals("POST");
            String form = post
                    ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                    : exchange.getRequestURI().getRawQuery();
            Map<String, List<String>> parameters = parameters(form);
            List<String> asked = parameters.getOrDefault("scope", List.of()).stream()
                    .flatMap(s -> List.of(s.split(" ")).stream())
                    .filter(s -> !s.isEmpty())
                    .toList();
            scopes.addAll(asked);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean known = post
                    ? parameters.getOrDefault("refresh_token", List.of()).contains(refreshToken)
                    : basic().equals(authorization);
            if (authorization != null && !known || post && !known) {
                reply(exchange, 401, Map.of("details", "incorrect username or password"));
                return;
            }
            Map<String, Object> token = new LinkedHashMap<>();
            token.put(post ? "access_token" : "token", token(known, asked));
            token.put("expires_in", 300);
            if (known && parameters.containsKey("offline_token")) {
                token.put("refresh_token", refreshToken);
            }
            reply(exchange, 200, token);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String basic() {
        String pair = LocalRegistry.USER + ":" + LocalRegistry.PASSWORD;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> parameters(String form) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            out.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                    .add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return out;
    }

    private static String token(boolean known, List<String> scopes) throws GeneralSecurityException {
        List<Map<String, Object>> access = new ArrayList<>();
        for (String scope : scopes) {
            String[] parts = scope.split(":");
            List<String> actions = List.of(parts[2].split(","));
            boolean open = parts[1].startsWith("public/");
            access.add(Map.of(
                    "type",
                    parts[0],
                    "name",
                    parts[1],
                    "actions",
                    known ? actions : open ? List.of("pull") : List.of()));
        }
        long now = Instant.now().getEpochSecond();
        Map<String, Object> header = Map.of(
                "typ", "JWT", "alg", "ES256", "x5c", List.of(TestKey.shared().certificate()));
        Map<String, Object> claims = Map.of(
                "iss",
                ISSUER,
                "sub",
                known ? LocalRegistry.USER : "",
                "aud",
                SERVICE,
                "exp",
                now + 300,
                "nbf",
                now - 10,
                "iat",
                now,
                "jti",
                UUID.randomUUID().toString(),
                "access",
                access);
        String signed = URL.encodeToString(OciJson.bytes(header)) + "." + URL.encodeToString(OciJson.bytes(claims));
        return signed + "." + URL.encodeToString(TestKey.shared().sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void reply(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        byte[] body = OciJson.bytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
