package io.sockerless.drivers.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A client's end of a conversation with an agent. Requests block their own thread and run concurrently; streams are
 * multiplexed with credit. When the connection ends, for whatever reason, every waiting request fails with
 * {@link ErrorKind#UNAVAILABLE} and every stream with {@link IOException}. Interrupting a waiting thread harms nobody
 * else. Safe for use by many threads.
 */
public final class AgentConnection implements AutoCloseable {
    static final String LOST = "the connection to the agent is closed";

    private static final System.Logger LOG = System.getLogger(AgentConnection.class.getName());
    private static final int SMALL_BUFFER = 16 << 10;
    private static final int LARGE_BUFFER = 2 * (FrameCodec.DATA_SIZE + FrameCodec.HEADER);
    private static final AgentEvent END = new AgentEvent("", 0, AgentJson.MAPPER.nullNode());

    private final Transport transport;
    private final FrameWriter writer;
    private final AgentHello hello;
    private final Map<Integer, Pending> requests = new ConcurrentHashMap<>();
    private final Map<Integer, AgentStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger nextRequest = new AtomicInteger();
    private final AtomicInteger nextStream = new AtomicInteger(1);
    private final LinkedBlockingQueue<AgentEvent> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private ByteBuffer incoming;

    /** One request's answer; written once by the reader. */
    private static final class Pending {
        final CountDownLatch done = new CountDownLatch(1);
        volatile JsonNode answer = AgentJson.MAPPER.missingNode();
    }

    private AgentConnection(Transport transport, Consumer<AgentEvent> listener) throws IOException {
        this.transport = transport;
        this.writer = new FrameWriter(transport);
        this.incoming = transport.buffer(SMALL_BUFFER).flip();
        this.hello = greet();
        start("agent-writer", writer::run);
        start("agent-reader", this::readAll);
        Thread.ofVirtual().name("agent-events").start(() -> tell(listener));
    }

    /**
     * Connects to an agent's unix socket.
     *
     * @param listener gets events in order, on a thread of its own: it may block and may make requests
     * @throws IOException nobody listens there, or it speaks another protocol
     */
    public static AgentConnection open(Path socket, Consumer<AgentEvent> listener) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new AgentConnection(new Transport.Socket(channel), listener);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Talks over a pair of streams, which the connection owns from now on. */
    public static AgentConnection over(InputStream in, OutputStream out, Consumer<AgentEvent> listener)
            throws IOException {
        return new AgentConnection(new Transport.Pipes(in, out, true), listener);
    }

    /** As {@link #over}, with streams on which virtual threads wait without holding their carriers. */
    public static AgentConnection overVirtual(InputStream in, OutputStream out, Consumer<AgentEvent> listener)
            throws IOException {
        return new AgentConnection(new Transport.Pipes(in, out, false), listener);
    }

    /** How the agent introduced itself. */
    public AgentHello hello() {
        return hello;
    }

    /** A stream that the agent writes and we read. */
    public AgentStream readStream() {
        return stream(AgentStream.Direction.READ);
    }

    /** A stream that we write and the agent reads. */
    public AgentStream writeStream() {
        return stream(AgentStream.Direction.WRITE);
    }

    /** A stream in both directions. */
    public AgentStream duplexStream() {
        return stream(AgentStream.Direction.BOTH);
    }

    private AgentStream stream(AgentStream.Direction direction) {
        AgentStream stream = new AgentStream(this, nextStream.getAndAdd(2), direction);
        streams.put(stream.id(), stream);
        if (ending.get()) {
            stream.fail(LOST);
        }
        return stream;
    }

    /**
     * Asks for an operation and waits for its answer.
     *
     * @param params a record or map; its fields are the request's fields
     * @param used the streams whose ids {@code params} names; a failed request takes them along
     * @throws EngineException the agent's error with its kind, or UNAVAILABLE when the connection ends first
     */
    public <T> T request(String op, Object params, Class<T> result, AgentStream... used) {
        return request(op, params, result, () -> {}, used);
    }

    /** {@code sent} runs once the request is on its way: only then may bytes of its streams follow. */
    <T> T request(String op, Object params, Class<T> result, Runnable sent, AgentStream... used) {
        try {
            return AgentJson.MAPPER.convertValue(await(op, params, sent), result);
        } catch (EngineException | IllegalArgumentException e) {
            for (AgentStream stream : used) {
                stream.fail(e.getMessage());
            }
            throw e;
        }
    }

    private JsonNode await(String op, Object params, Runnable sent) {
        ObjectNode body = AgentJson.MAPPER.valueToTree(params);
        body.put("op", op);
        int id = nextRequest.updateAndGet(i -> i == -1 ? 1 : i + 1);
        Pending pending = new Pending();
        requests.put(id, pending);
        try {
            byte[] payload = AgentJson.MAPPER.writeValueAsBytes(body);
            send(FrameType.REQUEST, id, payload, 0, payload.length);
            sent.run();
            if (ending.get()) {
                pending.done.countDown();
            }
            pending.done.await();
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, op + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, op + ": interrupted while waiting for the agent", e);
        } finally {
            requests.remove(id);
        }
        JsonNode answer = pending.answer;
        if (answer.isMissingNode()) {
            throw new EngineException(ErrorKind.UNAVAILABLE, op + ": " + LOST);
        }
        if (answer.has("error")) {
            JsonNode error = answer.get("error");
            throw new EngineException(
                    kind(error.path("code").asText()), error.path("message").asText());
        }
        return answer.path("ok");
    }

    private static ErrorKind kind(String code) {
        return switch (code) {
            case "not_found" -> ErrorKind.NOT_FOUND;
            case "invalid" -> ErrorKind.INVALID;
            case "conflict" -> ErrorKind.CONFLICT;
            case "forbidden" -> ErrorKind.FORBIDDEN;
            case "unsupported" -> ErrorKind.NOT_IMPLEMENTED;
            default -> ErrorKind.INTERNAL;
        };
    }

    /** Whether requests can still be answered. */
    public boolean isOpen() {
        return !ending.get();
    }

    /** Waits until the connection has ended. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Ends the connection; what the agent does for it ends, too, the container does not. */
    @Override
    public void close() {
        end();
    }

    void send(FrameType type, int stream, byte[] payload, int offset, int length) throws IOException {
        writer.send(type, stream, payload, offset, length);
    }

    void resetQuietly(int stream, String message) {
        try {
            byte[] payload = AgentStream.resetPayload(message);
            send(FrameType.RESET, stream, payload, 0, payload.length);
        } catch (IOException e) {
            // The connection is ending and takes the stream along.
            LOG.log(System.Logger.Level.DEBUG, "stream {0} not reset: {1}", stream, e.getMessage());
        }
    }

    void forget(int stream) {
        streams.remove(stream);
    }

    private AgentHello greet() throws IOException {
        FrameCodec.Header header = nextHeader();
        if (header == null || header.type() != FrameType.HELLO) {
            throw new ProtocolException("no hello from the agent");
        }
        AgentHello theirs = AgentJson.MAPPER.readValue(payload(header), AgentHello.class);
        if (theirs.protocol() != AgentHello.PROTOCOL) {
            throw new ProtocolException("the agent speaks protocol " + theirs.protocol());
        }
        byte[] ours = AgentJson.MAPPER.writeValueAsBytes(new AgentHello(
                AgentHello.PROTOCOL, "client", "java", ProcessHandle.current().pid()));
        send(FrameType.HELLO, 0, ours, 0, ours.length);
        return theirs;
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void start(String name, Loop loop) {
        transport.threads().name(name).start(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                if (!ending.get()) {
                    LOG.log(System.Logger.Level.DEBUG, name + " ends", e);
                }
            } finally {
                end();
            }
        });
    }

    private void end() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        writer.close();
        try {
            transport.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the transport", e);
        }
        requests.values().forEach(pending -> pending.done.countDown());
        streams.values().forEach(stream -> stream.fail(LOST));
        events.add(END);
        ended.countDown();
    }

    private void tell(Consumer<AgentEvent> listener) {
        try {
            for (AgentEvent event = events.take(); event != END; event = events.take()) {
                listener.accept(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() throws IOException {
        for (FrameCodec.Header header = nextHeader(); header != null; header = nextHeader()) {
            dispatch(header, payload(header));
        }
    }

    private void dispatch(FrameCodec.Header header, byte[] payload) throws IOException {
        AgentStream stream = streams.get(header.stream());
        switch (header.type()) {
            case DATA -> {
                if (stream != null) {
                    stream.receive(payload);
                }
            }
            case EOF -> {
                if (stream != null) {
                    stream.receiveEnd();
                }
            }
            case CREDIT -> {
                if (stream != null) {
                    stream.receiveCredit(
                            Integer.toUnsignedLong(ByteBuffer.wrap(payload).getInt()));
                }
            }
            case RESET -> {
                if (stream != null) {
                    stream.fail(
                            AgentJson.MAPPER.readTree(payload).path("message").asText());
                }
            }
            case RESPONSE -> {
                Pending pending = requests.get(header.stream());
                if (pending != null) { // null: its thread was interrupted
                    pending.answer = AgentJson.MAPPER.readTree(payload);
                    pending.done.countDown();
                }
            }
            case EVENT -> {
                JsonNode body = AgentJson.MAPPER.readTree(payload);
                events.add(new AgentEvent(body.path("event").asText(), header.stream(), body));
            }
            case HELLO, REQUEST -> throw new ProtocolException(header.type() + " frame from an agent");
        }
    }

    /** Null at the end between two frames. */
    private FrameCodec.Header nextHeader() throws IOException {
        while (incoming.remaining() < FrameCodec.HEADER) {
            if (!fill()) {
                if (incoming.hasRemaining()) {
                    throw new ProtocolException("the agent ended within a frame");
                }
                return null;
            }
        }
        return FrameCodec.decode(incoming);
    }

    private byte[] payload(FrameCodec.Header header) throws IOException {
        byte[] payload = new byte[header.length()];
        int done = 0;
        while (true) {
            int n = Math.min(incoming.remaining(), payload.length - done);
            incoming.get(payload, done, n);
            done += n;
            if (done == payload.length) {
                return payload;
            }
            if (payload.length > SMALL_BUFFER && incoming.capacity() < LARGE_BUFFER) {
                incoming = transport.buffer(LARGE_BUFFER).flip();
            }
            if (!fill()) {
                throw new ProtocolException("the agent ended within a frame");
            }
        }
    }

    private boolean fill() throws IOException {
        incoming.compact();
        try {
            return transport.read(incoming) >= 0;
        } finally {
            incoming.flip();
        }
    }
}
