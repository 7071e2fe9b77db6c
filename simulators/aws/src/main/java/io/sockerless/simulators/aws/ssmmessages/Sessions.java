package io.sockerless.simulators.aws.ssmmessages;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.MalformedRequestException;
import io.sockerless.frontends.http.WebSocket;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The sessions that there are, and the WebSockets over which clients speak with them: {@code /v1/data-channel/ID}. They are
 * of this process; a successor knows none of them.
 */
public final class Sessions implements Api {
    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());
    private static final String PREFIX = "/v1/data-channel/";
    private static final int LONGEST = 1 << 16;
    private static final int TOKEN = 96;

    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile String authority = "";

    private record Entry(Session session, Ticket ticket) {}

    /**
     * With what a session is joined.
     *
     * @param url where the WebSocket is
     * @param token to be sent first
     */
    public record Ticket(String id, String url, String token) {}

    /** @param random for tokens: nobody may foresee it */
    public Sessions(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** @param where as in a URL, host and port */
    public void served(String where) {
        authority = where;
    }

    /** Begins one, which waits for its client. */
    public Ticket open(String id, Target target) {
        Ticket ticket = ticket(id);
        Session session = new Session(id, target, clock, () -> entries.remove(id));
        entries.put(id, new Entry(session, ticket));
        return ticket;
    }

    private Ticket ticket(String id) {
        byte[] token = new byte[TOKEN];
        random.nextBytes(token);
        return new Ticket(
                id,
                "ws://" + authority + PREFIX + id + "?role=publish_subscribe",
                Base64.getEncoder().encodeToString(token));
    }

    /** A new token for one whose connection broke, instead of the one before; empty when it is not there. */
    public Optional<Ticket> resume(String id) {
        return Optional.ofNullable(entries.computeIfPresent(id, (_, entry) -> new Entry(entry.session(), ticket(id))))
                .map(Entry::ticket);
    }

    /** @return whether it was there */
    public boolean terminate(String id) {
        Optional<Entry> found = Optional.ofNullable(entries.get(id));
        found.ifPresent(entry -> entry.session().end(""));
        return found.isPresent();
    }

    /** Whether a request wants to speak with a session. */
    public static boolean wants(Call head) {
        return head.path().startsWith(PREFIX) && head.header("Upgrade").equalsIgnoreCase("websocket");
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        Optional<Entry> found = Optional.ofNullable(entries.get(exchange.path().substring(PREFIX.length())));
        if (found.isEmpty()) {
            exchange.send(malformed(404, "there is no such session"));
            return;
        }
        exchange.interruptOnLeave();
        try (WebSocket socket = WebSocket.accept(exchange, true)) {
            Optional<byte[]> first = socket.message(LONGEST);
            if (first.isPresent() && opens(first.get(), found.get().ticket())) {
                found.get().session().serve(socket);
            }
        } catch (IOException e) {
            if (!exchange.committed()) {
                throw e;
            }
            LOG.log(System.Logger.Level.INFO, "a data channel ended: {0}", e.toString());
        }
    }

    private static boolean opens(byte[] message, Ticket ticket) throws IOException {
        try {
            JsonNode opening = Json.MAPPER.readTree(message);
            byte[] token = opening.path("TokenValue").asText().getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(token, ticket.token().getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            return false;
        }
    }

    @Override
    public Answer failure(Throwable failure) {
        return failure instanceof MalformedRequestException
                ? malformed(400, failure.getMessage())
                : malformed(500, "the simulator failed: " + failure);
    }

    @Override
    public Answer malformed(int status, String message) {
        return new Answer(status, "application/json", Json.line(Map.of("message", message)));
    }

    /** Ends all, and their processes. */
    public void clear() {
        List.copyOf(entries.values()).forEach(entry -> entry.session().cut());
    }
}
