package io.sockerless.drivers.docker.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * HTTP/1.1 as far as a Docker API needs it: bodies in chunks, and connections that become raw ones. Connections are used
 * again, since some take long to make. The JDK's client has no unix sockets and no raw connections.
 */
public final class Http implements AutoCloseable {
    private static final int BUFFER = 1 << 15;
    private static final int IDLE_CONNECTIONS = 4;
    private static final long IDLE_NANOS = 30_000_000_000L;

    private final Transport transport;
    private final String prefix;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    /** A connection with what was read of it already. */
    private record Connection(Wire wire, InputStream in, boolean used, long since) {}

    /** @param prefix of all paths: the version */
    public Http(Transport transport, String prefix) {
        this.transport = transport;
        this.prefix = prefix;
    }

    /** Sends it and reads the head of the answer. */
    public Reply send(Call call) throws IOException {
        return send(call, _ -> {});
    }

    /** @param connected gets the connection as soon as there is one: who closes it ends the call */
    public Reply send(Call call, Consumer<Wire> connected) throws IOException {
        boolean once = call.content().filter(content -> content.length() < 0).isPresent();
        Connection connection = once ? fresh() : idle();
        try {
            return send(call, connection, connected);
        } catch (Unanswered e) {
            if (!connection.used()) {
                throw e;
            }
            // It was closed while it was not needed, before this was read.
            return send(call, fresh(), connected);
        }
    }

    private Connection fresh() throws IOException {
        Wire wire = transport.connect();
        return new Connection(wire, new BufferedInputStream(wire.in(), BUFFER), false, 0);
    }

    private Connection idle() throws IOException {
        for (Connection found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
            if (System.nanoTime() - found.since() < IDLE_NANOS) {
                return found;
            }
            found.wire().close();
        }
        return fresh();
    }

    private void free(Connection connection) {
        if (idle.size() >= IDLE_CONNECTIONS) {
            connection.wire().close();
        } else {
            idle.addFirst(new Connection(connection.wire(), connection.in(), true, System.nanoTime()));
        }
    }

    /** The other side closed the connection without a word. */
    private static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        Unanswered(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** An answer may come before all is sent; then the rest is kept back. */
    private Reply send(Call call, Connection connection, Consumer<Wire> connected) throws IOException {
        try {
            connected.accept(connection.wire());
            IOException broken = request(call, connection.wire());
            String status;
            try {
                status = ReplyBody.line(connection.in());
            } catch (IOException e) {
                throw new Unanswered(broken == null ? e : broken);
            }
            return reply(call, connection, status, broken == null);
        } catch (IOException | RuntimeException e) {
            connection.wire().close();
            throw e;
        }
    }

    /** @return why not everything could be sent, else null: the answer may say more */
    private IOException request(Call call, Wire wire) throws IOException {
        OutputStream out = new BufferedOutputStream(wire.out(), BUFFER);
        StringBuilder head = new StringBuilder();
        head.append(call.method())
                .append(' ')
                .append(prefix)
                .append(call.target())
                .append(" HTTP/1.1\r\n");
        head.append("Host: docker\r\nUser-Agent: sockerless\r\n");
        call.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append(call.hijack() ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "");
        call.content()
                .ifPresentOrElse(
                        content -> head.append("Content-Type: ")
                                .append(content.type())
                                // Chunks would leave their end in front of what a raw connection brings.
                                .append(
                                        content.length() < 0
                                                ? "\r\nTransfer-Encoding: chunked\r\n"
                                                : "\r\nContent-Length: " + content.length() + "\r\n"),
                        () -> head.append(call.method().equals("POST") ? "Content-Length: 0\r\n" : ""));
        head.append("\r\n");
        Source source = new Source();
        try {
            out.write(head.toString().getBytes(StandardCharsets.UTF_8));
            if (call.content().filter(content -> content.length() >= 0).isPresent()) {
                call.content().get().body().writeTo(out);
            } else if (call.content().isPresent()) {
                Chunks chunks = new Chunks(out, source);
                call.content().get().body().writeTo(chunks);
                chunks.end();
            }
            out.flush();
            return null;
        } catch (IOException e) {
            if (!source.broken
                    && call.content().filter(content -> content.length() < 0).isPresent()) {
                throw e;
            }
            return e;
        }
    }

    /** Whether it was the connection that failed, not what was to be sent. */
    private static final class Source {
        private boolean broken;
    }

    private Reply reply(Call call, Connection connection, String line, boolean whole) throws IOException {
        InputStream in = connection.in();
        String[] first = line.split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
            throw new IOException("this is no HTTP: " + String.join(" ", first));
        }
        int status = Integer.parseInt(first[1]);
        Map<String, String> headers = new HashMap<>();
        for (String header = ReplyBody.line(in); !header.isEmpty(); header = ReplyBody.line(in)) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
        }
        Wire wire = connection.wire();
        if (call.hijack() && (status == 101 || status == 200)) {
            return new Reply(status, headers, in, wire, wire::close);
        }
        ReplyBody body = ReplyBody.of(in, call.method(), status, headers);
        boolean lasting = whole && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        AtomicBoolean closed = new AtomicBoolean();
        return new Reply(status, headers, body, wire, () -> {
            if (closed.getAndSet(true)) {
                return;
            }
            if (lasting && body.done()) {
                free(connection);
            } else {
                wire.close();
            }
        });
    }

    /** RFC 9112, section 7.1. */
    private static final class Chunks extends OutputStream {
        private final OutputStream out;
        private final Source source;

        Chunks(OutputStream out, Source source) {
            this.out = out;
            this.source = source;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            try {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes, offset, length);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                source.broken = true;
                throw e;
            }
        }

        void end() throws IOException {
            try {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                source.broken = true;
                throw e;
            }
        }
    }

    /** Closes what is not used. */
    @Override
    public void close() {
        for (Connection found = idle.pollFirst(); found != null; found = idle.pollFirst()) {
            found.wire().close();
        }
    }
}
