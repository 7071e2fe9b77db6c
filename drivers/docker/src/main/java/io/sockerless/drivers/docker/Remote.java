package io.sockerless.drivers.docker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Http;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.docker.wire.Transport;
import io.sockerless.drivers.docker.wire.Wire;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The other engine: calls and their answers as JSON, its refusals as ours, in its own words. */
final class Remote implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    /** The version whose answers we know; an older engine's own is used. */
    private static final String NEWEST = "1.51";

    /** For answers that need no work on the other side to wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final RemoteHost host;
    private final Transport transport;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("docker-patience").unstarted(task));
    private volatile Optional<Http> http = Optional.empty();

    /** @throws EngineException INVALID when what it needs to be reached, such as certificates, cannot be used */
    Remote(RemoteHost host) {
        this.host = host;
        try {
            transport = Transport.to(host);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.INVALID, "driver docker: cannot use the engine at " + host + ": " + reason(e), e);
        }
    }

    /** The first call agrees on a version, which may be long after our start if the engine is not there yet. */
    private Http http() throws IOException {
        if (http.isEmpty()) {
            try (Http unversioned = new Http(transport, "");
                    Reply reply = unversioned.send(Call.of("GET", "version"))) {
                if (reply.status() != 200) {
                    throw new IOException("GET /version answers with status " + reply.status());
                }
                String theirs = JSON.readTree(reply.bytes()).path("ApiVersion").asText("");
                http = Optional.of(new Http(transport, "/v" + (compare(theirs, NEWEST) < 0 ? theirs : NEWEST)));
            }
        }
        return http.get();
    }

    private static int compare(String version, String other) throws IOException {
        if (!version.matches("\\d+\\.\\d+")) {
            throw new IOException("it has no API version: \"" + version + "\"");
        }
        String[] a = version.split("\\.");
        String[] b = other.split("\\.");
        int major = Integer.compare(Integer.parseInt(a[0]), Integer.parseInt(b[0]));
        return major != 0 ? major : Integer.compare(Integer.parseInt(a[1]), Integer.parseInt(b[1]));
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    RemoteHost host() {
        return host;
    }

    /**
     * An answer whose body comes as it comes; the caller closes it.
     *
     * @throws EngineException what it refuses, by its status; UNAVAILABLE when it cannot be reached
     */
    Reply open(Call call) {
        return open(call, _ -> {});
    }

    private Reply open(Call call, Consumer<Wire> connected) {
        Reply reply;
        try {
            reply = http().send(call, connected);
        } catch (IOException e) {
            throw unreachable(call, e);
        }
        if (reply.status() >= 300) {
            try (reply) {
                throw refusal(reply.status(), message(reply.bytes(), reply.status()));
            } catch (IOException e) {
                throw refusal(reply.status(), "status " + reply.status());
            }
        }
        return reply;
    }

    private EngineException unreachable(Call call, IOException e) {
        return new EngineException(
                ErrorKind.UNAVAILABLE,
                "driver docker: the engine at " + host + " does not answer " + call.method() + " " + call.path() + ": "
                        + reason(e) + hint(e),
                e);
    }

    /** A server that wants a certificate says so too late to be heard when the request is under way. */
    private String hint(IOException e) {
        // The last word on a reset is the system's: it may go on with "by peer".
        boolean cut = Stream.of("Broken pipe", "Connection reset", "the connection was closed")
                .anyMatch(reason(e)::startsWith);
        return cut && host instanceof RemoteHost.Tcp tcp && tcp.certificates().isPresent()
                ? " (perhaps it wants a client certificate of another authority)"
                : "";
    }

    /** An answer as JSON; a null node for none. */
    JsonNode ask(Call call) {
        byte[] bytes = bytes(call, PATIENCE);
        return bytes.length == 0 ? NullNode.getInstance() : parse(bytes);
    }

    /** As {@link #ask}, for what takes the time that it takes. */
    byte[] bytes(Call call, Duration patience) {
        List<ScheduledFuture<?>> ends = new ArrayList<>(1);
        try (Reply reply =
                open(call, wire -> ends.add(clock.schedule(wire::close, patience.toMillis(), TimeUnit.MILLISECONDS)))) {
            return reply.bytes();
        } catch (IOException e) {
            throw unreachable(call, e);
        } finally {
            ends.forEach(end -> end.cancel(false));
        }
    }

    JsonNode get(String... path) {
        return ask(Call.of("GET", path));
    }

    static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw EngineException.internal("reading JSON: " + e.getMessage(), e);
        }
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw EngineException.internal("writing JSON: " + e.getMessage(), e);
        }
    }

    private static String message(byte[] body, int status) {
        try {
            JsonNode message = JSON.readTree(body).path("message");
            if (message.isTextual()) {
                return message.asText();
            }
        } catch (IOException _) {
            // Not JSON: shown as it is.
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "status " + status : text;
    }

    private static EngineException refusal(int status, String message) {
        ErrorKind kind = switch (status) {
            case 304 -> ErrorKind.NOT_MODIFIED;
            case 400 -> ErrorKind.INVALID;
            case 401 -> ErrorKind.UNAUTHORIZED;
            case 403 -> ErrorKind.FORBIDDEN;
            case 404 -> ErrorKind.NOT_FOUND;
            case 409 -> ErrorKind.CONFLICT;
            case 429 -> ErrorKind.TOO_MANY;
            case 501 -> ErrorKind.NOT_IMPLEMENTED;
            case 503 -> ErrorKind.UNAVAILABLE;
            default -> ErrorKind.INTERNAL;
        };
        return new EngineException(kind, message);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        http.ifPresent(Http::close);
        transport.close();
    }
}
