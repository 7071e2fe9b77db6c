package io.sockerless.frontends.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server side of a WebSocket (RFC 6455): two byte streams whose message borders mean nothing, or messages that are read
 * whole.
 */
public final class WebSocket implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;

    private final Hijack hijack;
    private final int outgoing;
    private final ReentrantLock writing = new ReentrantLock();
    private final byte[] mask = new byte[4];
    private long remaining;
    private int maskAt;
    private int opcode;
    private boolean last;
    private boolean ended;
    private boolean closed;

    private WebSocket(Hijack hijack, boolean binary) {
        this.hijack = hijack;
        this.outgoing = binary ? BINARY : TEXT;
    }

    /**
     * Answers the handshake.
     *
     * @param binary whether our messages are binary or text
     * @throws MalformedRequestException when the request is no WebSocket handshake
     */
    public static WebSocket accept(Exchange exchange, boolean binary) throws IOException {
        String key = exchange.requestHeader("Sec-WebSocket-Key");
        if (!exchange.requestHeader("Upgrade").equalsIgnoreCase("websocket")
                || !exchange.requestHeader("Connection")
                        .toLowerCase(Locale.ROOT)
                        .contains("upgrade")) {
            throw new MalformedRequestException("not websocket protocol");
        }
        if (key.isEmpty() || !exchange.requestHeader("Sec-WebSocket-Version").equals("13")) {
            throw new MalformedRequestException("missing or bad WebSocket-Key, or a version other than 13");
        }
        exchange.header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Accept", acceptKey(key));
        return new WebSocket(exchange.hijack(101, "Switching Protocols"), binary);
    }

    static String acceptKey(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The payload of all messages; ends with the client's close message. */
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return receive(target, offset, length);
            }
        };
    }

    /**
     * The next message, whole; empty when the client has closed. Not to be mixed with {@link #input}.
     *
     * @throws IOException when it is longer than that, or cut off
     */
    public Optional<byte[]> message(int longest) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        do {
            do {
                if (ended || !nextFrame()) {
                    ended = true;
                    return Optional.empty();
                }
            } while (opcode >= CLOSE);
            if (remaining > longest - whole.size()) {
                throw new EOFException("a message of more than " + longest + " bytes");
            }
            byte[] part = hijack.input().readNBytes((int) remaining);
            if (part.length < remaining) {
                throw new EOFException("the client left within a message");
            }
            unmask(part, 0, part.length);
            remaining = 0;
            whole.write(part);
        } while (!last);
        return Optional.of(whole.toByteArray());
    }

    /** Each write is one message. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                send(outgoing, bytes, offset, length);
            }
        };
    }

    /** Tells the client that nothing more comes. */
    @Override
    public void close() throws IOException {
        send(CLOSE, new byte[] {0x03, (byte) 0xe8}, 0, 2);
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        while (remaining == 0) {
            if (ended || !nextFrame()) {
                ended = true;
                return -1;
            }
        }
        int count = hijack.input().read(target, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw new EOFException("the client left within a message");
        }
        unmask(target, offset, count);
        remaining -= count;
        return count;
    }

    /** @return whether a data frame begins; control frames are answered here */
    private boolean nextFrame() throws IOException {
        int first = hijack.input().read();
        if (first < 0) {
            return false;
        }
        int second = need(hijack.input().read());
        long length = second & 0x7f;
        if (length == 126) {
            length = integer(2);
        } else if (length == 127) {
            length = integer(8);
        }
        if ((second & 0x80) == 0 || (first & 0x70) != 0 || length < 0) {
            throw new EOFException("a frame that is not masked or has unknown flags");
        }
        for (int i = 0; i < 4; i++) {
            mask[i] = (byte) need(hijack.input().read());
        }
        maskAt = 0;
        remaining = length;
        opcode = first & 0x0f;
        last = (first & 0x80) != 0;
        if (opcode == CONTINUATION || opcode == TEXT || opcode == BINARY) {
            return true;
        }
        return control();
    }

    private boolean control() throws IOException {
        if (remaining > MAX_CONTROL) {
            throw new EOFException("a control frame that is too long");
        }
        byte[] payload = hijack.input().readNBytes((int) remaining);
        remaining = 0;
        unmask(payload, 0, payload.length);
        if (opcode == PING) {
            send(PONG, payload, 0, payload.length);
        }
        return opcode != CLOSE;
    }

    private void send(int kind, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(10).put((byte) (0x80 | kind));
        if (length < 126) {
            head.put((byte) length);
        } else if (length < 1 << 16) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = kind == CLOSE;
            byte[] frame = new byte[head.position() + length];
            head.flip().get(frame, 0, head.limit());
            System.arraycopy(bytes, offset, frame, frame.length - length, length);
            hijack.output().write(frame);
        } finally {
            writing.unlock();
        }
    }

    private long integer(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | need(hijack.input().read());
        }
        return value;
    }

    private static int need(int read) throws EOFException {
        if (read < 0) {
            throw new EOFException("the client left within a frame");
        }
        return read;
    }

    private void unmask(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length; i++) {
            bytes[offset + i] ^= mask[maskAt++ & 3];
        }
    }
}
