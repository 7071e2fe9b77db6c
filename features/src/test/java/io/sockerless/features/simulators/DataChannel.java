package io.sockerless.features.simulators;

import io.sockerless.features.http.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of Session Manager's data channel, written after what its messages are, for what the plugin does not show. */
final class DataChannel implements AutoCloseable, WebSocket.Listener {
    static final int OUTPUT = 1;
    static final int SIZE = 3;
    private static final int HEADER = 116;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A message that came. */
    record Message(String type, long sequence, UUID id, int payloadType, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final StringBuilder printed = new StringBuilder();
    private final Map<Long, Integer> seen = new TreeMap<>();
    private WebSocket socket;
    private long next;
    private long expected;
    /** Whether what comes is acknowledged. */
    private boolean acknowledging = true;

    /** Opens the channel and shakes hands. */
    static DataChannel open(String url, String token) throws Exception {
        var channel = new DataChannel();
        channel.connect(url, token);
        var request = channel.await(message -> message.payloadType() == 5);
        var action =
                Json.parse(request.payload()).path("RequestedClientActions").path(0);
        channel.send(
                6,
                ("{\"ClientVersion\":\"1.2.0.0\",\"ProcessedClientActions\":[{\"ActionType\":\""
                                + action.path("ActionType").asText()
                                + "\",\"ActionStatus\":1,\"ActionResult\":null,\"Error\":\"\"}],\"Errors\":null}")
                        .getBytes(StandardCharsets.UTF_8));
        channel.await(message -> message.payloadType() == 7);
        return channel;
    }

    /** The first time, or again with the token that ResumeSession told. */
    void connect(String url, String token) {
        socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(url), this).join();
        socket.sendText(
                        "{\"MessageSchemaVersion\":\"1.0\",\"RequestId\":\"" + UUID.randomUUID()
                                + "\",\"TokenValue\":\"" + token + "\",\"ClientId\":\"" + UUID.randomUUID() + "\"}",
                        true)
                .join();
    }

    /** Leaves without a word. */
    void drop() {
        socket.abort();
    }

    void acknowledging(boolean whether) {
        acknowledging = whether;
    }

    /** How often each message came. */
    Map<Long, Integer> seen() {
        return seen;
    }

    /** Of the message that is sent next. */
    long next() {
        return next;
    }

    void send(int payloadType, byte[] payload) {
        send(next++, payloadType, payload);
    }

    /** As if it had been lost: with a number of one's own choice. */
    void send(long sequence, int payloadType, byte[] payload) {
        transmit("input_stream_data", sequence, 0, payloadType, payload);
    }

    void type(String text) {
        send(OUTPUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void transmit(String type, long sequence, long flags, int payloadType, byte[] payload) {
        var id = UUID.randomUUID();
        var out = ByteBuffer.allocate(HEADER + 4 + payload.length);
        var padded = Arrays.copyOf(type.getBytes(StandardCharsets.US_ASCII), 32);
        Arrays.fill(padded, type.length(), 32, (byte) ' ');
        out.putInt(HEADER).put(padded).putInt(1).putLong(System.currentTimeMillis());
        out.putLong(sequence).putLong(flags);
        out.putLong(id.getLeastSignificantBits()).putLong(id.getMostSignificantBits());
        out.put(sha256(payload)).putInt(payloadType).putInt(payload.length).put(payload);
        socket.sendBinary(out.flip(), true).join();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        part.writeBytes(bytes);
        if (last) {
            received.add(parse(part.toByteArray()));
            part.reset();
        }
        from.request(1);
        return null;
    }

    private static Message parse(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var payload = Arrays.copyOfRange(bytes, in.getInt(0) + 4, bytes.length);
        if (payload.length != in.getInt(HEADER)
                || !Arrays.equals(sha256(payload), Arrays.copyOfRange(bytes, 80, HEADER - 4))) {
            throw new AssertionError("a payload that is not as its header says");
        }
        return new Message(
                new String(bytes, 4, 32, StandardCharsets.US_ASCII).strip(),
                in.getLong(48),
                new UUID(in.getLong(72), in.getLong(64)),
                in.getInt(HEADER - 4),
                payload);
    }

    /** The next message of which that is so; what is printed meanwhile is kept. */
    Message await(Predicate<Message> wanted) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var message = received.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (message == null) {
                throw new AssertionError("it does not come; printed so far: " + printed);
            }
            if (message.type().equals("output_stream_data")) {
                take(message);
            }
            if (wanted.test(message)) {
                return message;
            }
            if (message.type().equals("channel_closed")) {
                throw new AssertionError(
                        "it has ended: " + new String(message.payload()) + "; printed so far: " + printed);
            }
        }
    }

    private void take(Message message) {
        seen.merge(message.sequence(), 1, Integer::sum);
        if (!acknowledging) {
            return;
        }
        var content = "{\"AcknowledgedMessageType\":\"" + message.type() + "\",\"AcknowledgedMessageId\":\""
                + message.id() + "\",\"AcknowledgedMessageSequenceNumber\":" + message.sequence()
                + ",\"IsSequentialMessage\":true}";
        transmit("acknowledge", 0, 3, 0, content.getBytes(StandardCharsets.UTF_8));
        if (message.sequence() == expected) {
            expected++;
            printed.append(message.payloadType() == OUTPUT ? message.text() : "");
        } else if (message.sequence() > expected) {
            throw new AssertionError("message " + message.sequence() + " came before " + expected);
        }
    }

    /** All that was printed, as soon as that is part of it. */
    String printed(String part) throws InterruptedException {
        if (printed.indexOf(part) < 0) {
            await(_ -> printed.indexOf(part) >= 0);
        }
        return printed.toString();
    }

    /** Why the session has ended, as soon as it has. */
    String ended() throws InterruptedException {
        return Json.parse(await(message -> message.type().equals("channel_closed"))
                        .payload())
                .path("Output")
                .asText();
    }

    /** All that was printed so far. */
    String printed() {
        return printed.toString();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
