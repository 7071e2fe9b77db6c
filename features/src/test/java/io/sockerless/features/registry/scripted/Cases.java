package io.sockerless.features.registry.scripted;

import static io.sockerless.features.registry.scripted.ScriptedRegistry.refuse;
import static io.sockerless.features.registry.scripted.ScriptedRegistry.say;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with a repository, by the first part of its name. */
final class Cases {
    private final Contents contents = new Contents();
    private final Uploads uploads = new Uploads();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", 5);
        if (path.length < 5) {
            say(exchange, 200, "application/json", "{}");
            return;
        }
        String trouble = path[2];
        switch (path[4].replaceFirst("/.*", "")) {
            case "manifests" -> manifest(exchange, trouble, path[4].substring("manifests/".length()));
            case "blobs" -> blob(exchange, trouble, path[4].substring("blobs/".length()));
            case "tags" -> tags(exchange, trouble);
            default -> refuse(exchange, 404, "UNSUPPORTED", "what?");
        }
    }

    private void manifest(HttpExchange exchange, String trouble, String reference) throws IOException {
        boolean write = exchange.getRequestMethod().equals("PUT");
        switch (write ? trouble.replaceFirst("^put-", "") : trouble) {
            case "unknown" -> refuse(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            case "no-name" -> refuse(exchange, 404, "NAME_UNKNOWN", "repository name not known to registry");
            case "denied" -> refuse(exchange, 403, "DENIED", "requested access to the resource is denied");
            case "denied-401" -> refuse(exchange, 401, "DENIED", "requested access to the resource is denied");
            case "unauthorized" -> refuse(exchange, 401, "UNAUTHORIZED", "authentication required");
            case "unauthorized-403" -> refuse(exchange, 403, "UNAUTHORIZED", "authentication required");
            case "limited" -> {
                exchange.getResponseHeaders().put("Retry-After", List.of("1"));
                refuse(exchange, 429, "TOOMANYREQUESTS", "You have reached your pull rate limit.");
            }
            case "limited-text" -> say(exchange, 429, "text/plain", "slow down");
            case "limited-details" -> say(exchange, 429, "application/json", "{\"details\":\"slow down, please\"}");
            case "html-401" -> say(exchange, 401, "text/html", "<h1>no</h1>");
            case "html-403" -> say(exchange, 403, "text/html", "<h1>no</h1>");
            case "html-404" -> say(exchange, 404, "text/html", "<h1>no</h1>");
            case "html-418" -> say(exchange, 418, "text/html", "<h1>teapot</h1>");
            case "html-500" -> say(exchange, 500, "text/html", "<h1>no</h1>");
            case "json-500" -> refuse(exchange, 500, "UNKNOWN", "something went wrong");
            case "json-503" -> refuse(exchange, 503, "UNAVAILABLE", "service unavailable");
            case "empty-404" -> say(exchange, 404, "text/plain", "");
            case "strange" -> refuse(exchange, 400, "STRANGE_THING", "a code that nobody knows");
            case "invalid" -> refuse(exchange, 400, "MANIFEST_INVALID", "manifest invalid");
            case "two" ->
                say(
                        exchange,
                        400,
                        "application/json",
                        "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"one\"},{\"code\":\"UNKNOWN\",\"message\":\"two\"}]}");
            case "no-errors" -> say(exchange, 404, "application/json", "{\"errors\":[]}");
            case "no-message" ->
                say(exchange, 404, "application/json", "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}");
            case "not-json" -> say(exchange, 200, Contents.MANIFEST_TYPE, "not json");
            default -> {
                if (write) {
                    put(exchange);
                } else {
                    contents.manifest(exchange, trouble, reference);
                }
            }
        }
    }

    private static void put(HttpExchange exchange) throws IOException {
        String digest = Contents.digest(exchange.getRequestBody().readAllBytes());
        exchange.getResponseHeaders().put("Docker-Content-Digest", List.of(digest));
        exchange.sendResponseHeaders(201, -1);
    }

    private void blob(HttpExchange exchange, String trouble, String rest) throws IOException {
        if (rest.startsWith("uploads")) {
            uploads.answer(exchange, trouble);
            return;
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            uploads.find(exchange, rest);
            return;
        }
        byte[] blob = contents.blob(rest);
        boolean layer = rest.equals(contents.layerDigest());
        boolean first = layer && seen.add(exchange.getRequestURI().getPath());
        if (blob == null) {
            refuse(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
        } else if (!layer) {
            say(exchange, 200, "application/octet-stream", blob);
        } else {
            layer(exchange, trouble, blob, first);
        }
    }

    private void layer(HttpExchange exchange, String trouble, byte[] blob, boolean first) throws IOException {
        switch (trouble) {
            case "blob-unknown" -> refuse(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            case "blob-denied" -> refuse(exchange, 403, "DENIED", "requested access to the resource is denied");
            case "blob-limited" -> refuse(exchange, 429, "TOOMANYREQUESTS", "You have reached your pull rate limit.");
            case "blob-html" -> say(exchange, 403, "text/html", "<h1>no</h1>");
            case "blob-wrong" -> {
                byte[] wrong = blob.clone();
                wrong[wrong.length / 2] ^= 1;
                say(exchange, 200, "application/octet-stream", wrong);
            }
            case "blob-cut" -> part(exchange, blob, first);
            case "blob-500" -> {
                if (first) {
                    say(exchange, 500, "text/html", "<h1>later</h1>");
                } else {
                    part(exchange, blob, false);
                }
            }
            default -> say(exchange, 200, "application/octet-stream", blob);
        }
    }

    private static void part(HttpExchange exchange, byte[] blob, boolean cut) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceFirst("bytes=(\\d+)-.*", "$1"));
        if (range != null) {
            exchange.getResponseHeaders()
                    .put("Content-Range", List.of("bytes " + from + "-" + (blob.length - 1) + "/" + blob.length));
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, blob.length - from);
        exchange.getResponseBody()
                .write(Arrays.copyOfRange(blob, from, cut ? from + (blob.length - from) / 2 : blob.length));
        exchange.getResponseBody().flush();
    }

    private static void tags(HttpExchange exchange, String trouble) throws IOException {
        switch (trouble) {
            case "no-name" -> refuse(exchange, 404, "NAME_UNKNOWN", "repository name not known to registry");
            case "denied" -> refuse(exchange, 403, "DENIED", "requested access to the resource is denied");
            default -> say(exchange, 200, "application/json", "{\"tags\":[\"latest\"]}");
        }
    }
}
