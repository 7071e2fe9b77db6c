package io.sockerless.features.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.http.Exchange;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Talks to a daemon that may die at any moment: an answer counts only when it was read to its end. */
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Daemon daemon;
    private final Findings findings;

    Api(Daemon daemon, Findings findings) {
        this.daemon = daemon;
        this.findings = findings;
    }

    Findings findings() {
        return findings;
    }

    /** Empty when the daemon died before its answer was complete. */
    Optional<Reply> ask(String method, String target, String json) {
        var request = Request.of(method, target);
        return ask(json.isEmpty() ? request : request.json(json));
    }

    Optional<Reply> ask(Request request) {
        try {
            var reply = Exchange.ask(daemon.socket(), request, PATIENCE);
            if (reply.status() / 100 == 2 && !request.method().equals("GET")) {
                findings.acknowledge();
            }
            return Optional.of(reply);
        } catch (InterruptedIOException e) {
            findings.lost(request.method() + " " + request.target() + " is not answered within " + PATIENCE);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** For moments in which nobody kills the daemon. */
    Reply sure(String method, String target) {
        return sure(method, target, "");
    }

    Reply sure(String method, String target, String json) {
        return ask(method, target, json)
                .orElseThrow(() -> new IllegalStateException("no answer to " + method + " " + target));
    }

    Optional<JsonNode> inspect(String container) {
        var reply = sure("GET", "/containers/" + container + "/json");
        if (reply.status() == 200) {
            return Optional.of(Json.parse(reply.body()));
        }
        if (reply.status() != 404) {
            findings.lost("inspect of " + container + ": " + reply.status() + " " + reply.text());
        }
        return Optional.empty();
    }

    /** Attaches, sends a line and reads until the word comes back. */
    boolean talk(String container, String line, String word) {
        var target = "/containers/" + container + "/attach?stream=1&stdin=1&stdout=1&stderr=1";
        var upgrade = Request.of("POST", target).header("Connection", "Upgrade").header("Upgrade", "tcp");
        try (var exchange = Exchange.open(daemon.socket(), upgrade, PATIENCE)) {
            if (exchange.readHead() != 101) {
                var refusal = exchange.readUntil(_ -> false);
                findings.lost("attach to " + container + ": " + refusal.status() + " " + refusal.text());
                return false;
            }
            exchange.send((line + "\n").getBytes(StandardCharsets.UTF_8));
            var reply = exchange.readUntil(bytes -> stdout(bytes).contains(word));
            return stdout(reply.body()).contains(word);
        } catch (InterruptedIOException e) {
            findings.lost("attached " + container + " does not answer to " + line);
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Follows the log until the word has come. */
    boolean awaitLog(String container, String word) {
        var follow = Request.of("GET", "/containers/" + container + "/logs?stdout=1&stderr=1&follow=1");
        try (var exchange = Exchange.open(daemon.socket(), follow, PATIENCE)) {
            exchange.readHead();
            var reply = exchange.readUntil(bytes -> stdout(bytes).contains(word));
            return stdout(reply.body()).contains(word);
        } catch (IOException e) {
            return false;
        }
    }

    static String stdout(byte[] frames) {
        return new String(Frames.of(frames).stdout(), StandardCharsets.UTF_8);
    }
}
