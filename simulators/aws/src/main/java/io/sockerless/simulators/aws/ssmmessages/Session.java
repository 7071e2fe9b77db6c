package io.sockerless.simulators.aws.ssmmessages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.WebSocket;
import io.sockerless.simulators.aws.ssmmessages.AgentMessage.Payload;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A session from its first connection to its end: the handshake, the process, and what is said between it and the client. A
 * connection may break and another one take its place; the session ends with the process, when somebody ends it, or when
 * nothing was said for long.
 */
final class Session {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    /** As Session Manager's own. */
    private static final Duration IDLE = Duration.ofMinutes(20);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);
    private static final int LONGEST = 1 << 20;
    private static final int CHUNK = 1024;
    private static final int SUCCESS = 1;
    private static final int TERMINATE = 2;
    /** One that has all that the plugin asks of agents by their versions. */
    private static final String AGENT = "3.3.0.0";

    private final String id;
    private final Target target;
    private final Clock clock;
    private final Runnable ended;
    private final Incoming incoming = new Incoming();
    private final Outgoing outgoing;
    private final long begun = System.nanoTime();
    private final AtomicReference<String> end = new AtomicReference<>();
    private final Thread input;
    private final Thread timer;
    private volatile long spoken = begun;
    private volatile Optional<Target.Running> running = Optional.empty();
    private Optional<WebSocket> socket = Optional.empty();
    private boolean connected;

    /** @param ended is told once when it is over */
    Session(String id, Target target, Clock clock, Runnable ended) {
        this.id = id;
        this.target = target;
        this.clock = clock;
        this.ended = ended;
        this.outgoing = new Outgoing(clock);
        this.input = Thread.ofVirtual().name("ssm-input").unstarted(this::input);
        this.timer = Thread.ofVirtual().name("ssm-timer").start(this::time);
    }

    /** Speaks with the client until the connection ends. */
    void serve(WebSocket connection) throws IOException, InterruptedException {
        var out = connection.output();
        boolean first;
        synchronized (this) {
            socket.ifPresent(this::replaced);
            socket = Optional.of(connection);
            first = !connected;
            connected = true;
        }
        outgoing.connect(out);
        if (first) {
            input.start();
            outgoing.send(Payload.HANDSHAKE_REQUEST, Json.MAPPER.writeValueAsBytes(handshake()));
        }
        try {
            for (var next = connection.message(LONGEST); next.isPresent(); next = connection.message(LONGEST)) {
                receive(AgentMessage.parse(next.get()), connection);
            }
        } finally {
            outgoing.disconnect(out);
        }
    }

    private void replaced(WebSocket before) {
        try {
            before.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: the connection had broken: {1}", id, e.toString());
        }
    }

    private static ObjectNode handshake() {
        ObjectNode out = Json.MAPPER.createObjectNode().put("AgentVersion", AGENT);
        out.putArray("RequestedClientActions")
                .addObject()
                .put("ActionType", "SessionType")
                .putObject("ActionParameters")
                .put("SessionType", "InteractiveCommands")
                .putNull("Properties");
        return out;
    }

    private void receive(AgentMessage message, WebSocket connection) throws IOException {
        switch (message.type()) {
            case AgentMessage.ACKNOWLEDGE ->
                outgoing.acknowledged(Json.MAPPER
                        .readTree(message.payload())
                        .path("AcknowledgedMessageSequenceNumber")
                        .asLong(-1));
            case AgentMessage.INPUT -> {
                if (incoming.put(message)) {
                    connection.output().write(acknowledgement(message).bytes(clock.millis()));
                }
            }
            default -> throw new IOException("a message of type " + message.type());
        }
    }

    private static AgentMessage acknowledgement(AgentMessage message) throws IOException {
        byte[] content = Json.MAPPER.writeValueAsBytes(Map.of(
                "AcknowledgedMessageType", message.type(),
                "AcknowledgedMessageId", message.id().toString(),
                "AcknowledgedMessageSequenceNumber", message.sequence(),
                "IsSequentialMessage", true));
        return new AgentMessage(
                AgentMessage.ACKNOWLEDGE, 0, AgentMessage.ALONE, UUID.randomUUID(), Payload.NONE, content);
    }

    /** Does what the client says, in its order. */
    private void input() {
        try {
            while (end.get() == null) {
                AgentMessage message = incoming.take();
                spoken = System.nanoTime();
                perform(message);
            }
        } catch (InterruptedException _) {
            // It is over.
        } catch (IOException | DockerException e) {
            end(e.getMessage());
        }
    }

    private void perform(AgentMessage message) throws IOException, InterruptedException {
        if (running.isEmpty()) {
            begin(message);
            return;
        }
        switch (message.payloadType()) {
            case Payload.OUTPUT -> type(message.payload());
            case Payload.SIZE -> {
                JsonNode size = Json.MAPPER.readTree(message.payload());
                running.get()
                        .resize(size.path("cols").asInt(), size.path("rows").asInt());
            }
            case Payload.FLAG -> {
                int flag = message.payload().length == Integer.BYTES
                        ? ByteBuffer.wrap(message.payload()).getInt()
                        : -1;
                end(flag == TERMINATE ? "" : "the flag " + flag + " means nothing to an interactive command");
            }
            default -> end("a payload of type " + message.payloadType() + " means nothing to an interactive command");
        }
    }

    private void type(byte[] typed) {
        try {
            running.get().input().write(typed);
            running.get().input().flush();
        } catch (IOException e) {
            // The process has ended, which its output tells.
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", id, e.toString());
        }
    }

    private void begin(AgentMessage message) throws IOException, InterruptedException {
        if (message.payloadType() != Payload.HANDSHAKE_RESPONSE) {
            throw new IOException("a payload of type " + message.payloadType() + " instead of the handshake's answer");
        }
        JsonNode response = Json.MAPPER.readTree(message.payload());
        JsonNode action = response.path("ProcessedClientActions").path(0);
        if (action.path("ActionStatus").asInt() != SUCCESS) {
            throw new IOException(
                    "the client does not agree: " + action.path("Error").asText());
        }
        long took = System.nanoTime() - begun;
        outgoing.send(
                Payload.HANDSHAKE_COMPLETE,
                Json.MAPPER.writeValueAsBytes(Map.of("HandshakeTimeToComplete", took, "CustomerMessage", "")));
        Target.Running process = target.start();
        running = Optional.of(process);
        Thread.ofVirtual().name("ssm-output").start(() -> output(process.output()));
        if (end.get() != null) {
            process.end();
        }
    }

    private void output(InputStream printed) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int n = printed.read(chunk); n >= 0; n = printed.read(chunk)) {
                spoken = System.nanoTime();
                outgoing.send(Payload.OUTPUT, Arrays.copyOf(chunk, n));
            }
            end("");
        } catch (IOException | RuntimeException e) {
            end("the process is out of reach: " + e.getMessage());
        } catch (InterruptedException _) {
            end("");
        }
    }

    private void time() {
        try {
            while (end.get() == null) {
                Thread.sleep(TICK);
                outgoing.retransmit();
                if (System.nanoTime() - spoken > IDLE.toNanos()) {
                    end("Your session timed out due to inactivity.");
                }
            }
            // What the process printed last is still on its way.
            for (long left = LAST_WORDS.toMillis(); left > 0 && !outgoing.empty(); left -= TICK.toMillis()) {
                outgoing.retransmit();
                outgoing.drain(TICK);
            }
            close();
        } catch (InterruptedException _) {
            // The simulator ends.
            close();
        }
    }

    /** Ends it unless it has ended: the first one to say so says why. @param why empty when it is as it should be */
    void end(String why) {
        if (end.compareAndSet(null, why == null ? "" : why)) {
            running.ifPresent(Target.Running::end);
            input.interrupt();
        }
    }

    /** The same, without waiting for what is on its way. */
    void cut() {
        end("The simulator ends.");
        timer.interrupt();
    }

    private void close() {
        outgoing.end();
        ended.run();
        synchronized (this) {
            if (socket.isEmpty()) {
                return;
            }
            try (WebSocket last = socket.get()) {
                last.output().write(closed().bytes(clock.millis()));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0}: the client has left: {1}", id, e.toString());
            }
        }
    }

    private AgentMessage closed() {
        UUID message = UUID.randomUUID();
        ObjectNode content = Json.MAPPER
                .createObjectNode()
                .put("MessageId", message.toString())
                .put("CreatedDate", clock.instant().toString())
                .put("DestinationId", id)
                .put("SessionId", id)
                .put("MessageType", AgentMessage.CLOSED)
                .put("SchemaVersion", 1)
                .put("Output", end.get());
        byte[] payload = content.toString().getBytes(StandardCharsets.UTF_8);
        return new AgentMessage(AgentMessage.CLOSED, 0, AgentMessage.ALONE, message, Payload.NONE, payload);
    }
}
