package io.sockerless.features.registry.scripted;

import static io.sockerless.features.registry.scripted.ScriptedRegistry.refuse;
import static io.sockerless.features.registry.scripted.ScriptedRegistry.say;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Takes what is pushed, looks at nothing, and keeps the names of it. */
final class Uploads {
    private final Set<String> pushed = ConcurrentHashMap.newKeySet();

    void answer(HttpExchange exchange, String trouble) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange, trouble);
            case "PATCH" -> accepted(exchange, exchange.getRequestURI().getPath());
            case "PUT" -> end(exchange, trouble);
            default -> say(exchange, 204, "text/plain", "");
        }
    }

    private void begin(HttpExchange exchange, String trouble) throws IOException {
        switch (trouble) {
            case "post-denied" -> refuse(exchange, 403, "DENIED", "requested access to the resource is denied");
            case "post-denied-401" -> refuse(exchange, 401, "DENIED", "requested access to the resource is denied");
            case "post-unauthorized" -> refuse(exchange, 401, "UNAUTHORIZED", "authentication required");
            case "post-limited" -> refuse(exchange, 429, "TOOMANYREQUESTS", "slow down");
            case "post-html" -> say(exchange, 403, "text/html", "<h1>no</h1>");
            case "post-read-only" -> refuse(exchange, 405, "UNSUPPORTED", "The operation is unsupported.");
            default -> {
                String query = String.valueOf(exchange.getRequestURI().getQuery());
                if (query.contains("mount=")) {
                    mount(exchange, query.replaceFirst(".*mount=([^&]*).*", "$1"));
                } else {
                    accepted(exchange, exchange.getRequestURI().getPath() + UUID.randomUUID());
                }
            }
        }
    }

    /** Tells who pushes what is here already. */
    void find(HttpExchange exchange, String digest) throws IOException {
        if (pushed.contains(exchange.getRequestURI().getPath())) {
            exchange.getResponseHeaders().put("Docker-Content-Digest", List.of(digest));
            say(exchange, 200, "application/octet-stream", "found");
        } else {
            refuse(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
        }
    }

    private void mount(HttpExchange exchange, String digest) throws IOException {
        String blob = exchange.getRequestURI().getPath().replaceFirst("/uploads/.*", "/" + digest);
        pushed.add(blob);
        exchange.getResponseHeaders().put("Location", List.of(blob));
        exchange.getResponseHeaders().put("Docker-Content-Digest", List.of(digest));
        say(exchange, 201, "text/plain", "");
    }

    private void end(HttpExchange exchange, String trouble) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (trouble.equals("digest")) {
            refuse(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        String digest = query.replaceFirst(".*digest=([^&]*).*", "$1");
        pushed.add(exchange.getRequestURI().getPath().replaceFirst("/uploads/.*", "/" + digest));
        exchange.getResponseHeaders().put("Docker-Content-Digest", List.of(digest));
        exchange.sendResponseHeaders(201, -1);
    }

    private static void accepted(HttpExchange exchange, String location) throws IOException {
        int size = exchange.getRequestBody().readAllBytes().length;
        exchange.getResponseHeaders().put("Location", List.of(location));
        exchange.getResponseHeaders().put("Range", List.of("0-" + Math.max(0, size - 1)));
        exchange.sendResponseHeaders(202, -1);
    }
}
