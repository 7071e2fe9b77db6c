package io.sockerless.features.registry.scripted;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Who may come in; whoever may not has been told when {@link #lets} returns. Alice's password is “secret”. */
interface Door {
    String ALICE = "Basic " + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

    boolean lets(HttpExchange exchange) throws IOException;

    static Door open() {
        return _ -> true;
    }

    static Door password() {
        return exchange -> {
            if (ALICE.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                return true;
            }
            exchange.getResponseHeaders().put("WWW-Authenticate", List.of("Basic realm=\"scripted\""));
            ScriptedRegistry.refuse(exchange, 401, "UNAUTHORIZED", "authentication required");
            return false;
        };
    }

    /** Its token server is at {@code /token}, and so is what is wrong with that, by the repository that is asked for. */
    static Door token() {
        return exchange -> {
            if (exchange.getRequestURI().getPath().equals("/token")) {
                give(exchange);
                return false;
            }
            String path = exchange.getRequestURI().getPath();
            String repository = path.equals("/v2/") ? "" : path.replaceFirst("/v2/([^/]+/[^/]+)/.*", "$1");
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            boolean expected = shown != null && shown.startsWith("Bearer ");
            if (expected && !repository.startsWith("scope/") && !repository.startsWith("stale/")) {
                return true;
            }
            String error = !expected
                    ? ""
                    : repository.startsWith("scope/") ? ",error=\"insufficient_scope\"" : ",error=\"invalid_token\"";
            exchange.getResponseHeaders()
                    .put(
                            "WWW-Authenticate",
                            List.of("Bearer realm=\"http://127.0.0.1:5003/token\",service=\"scripted\""
                                    + (repository.isEmpty() ? "" : ",scope=\"repository:" + repository + ":pull\"")
                                    + error));
            ScriptedRegistry.refuse(exchange, 401, "UNAUTHORIZED", "authentication required");
            return false;
        };
    }

    private static void give(HttpExchange exchange) throws IOException {
        String asked = URLDecoder.decode(
                exchange.getRequestURI().getRawQuery()
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                StandardCharsets.UTF_8);
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (asked.contains("repository:hub/") || shown != null && !shown.equals(ALICE)) {
            ScriptedRegistry.say(exchange, 401, "application/json", "{\"details\":\"incorrect username or password\"}");
        } else if (asked.contains("repository:nobody/")) {
            ScriptedRegistry.refuse(exchange, 401, "UNAUTHORIZED", "authentication required");
        } else if (asked.contains("repository:limited/")) {
            ScriptedRegistry.refuse(exchange, 429, "TOOMANYREQUESTS", "slow down");
        } else if (asked.contains("repository:broken/")) {
            ScriptedRegistry.say(exchange, 500, "text/html", "<h1>broken</h1>");
        } else if (asked.contains("repository:empty/")) {
            ScriptedRegistry.say(exchange, 200, "application/json", "{}");
        } else {
            ScriptedRegistry.say(
                    exchange,
                    200,
                    "application/json",
                    "{\"token\":\"t\",\"access_token\":\"t\",\"expires_in\":300,\"refresh_token\":\"again\"}");
        }
    }
}
