package io.sockerless.drivers.docker.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * HTTP/1.1 as far as a Docker API needs it: a connection per request, bodies in chunks, and connections that become raw
 * ones. The JDK's client has no unix sockets and no raw connections.
 */
public final class Http {
    private static final int BUFFER = 1 << 15;

    private final Transport transport;
    private final String prefix;

    /** @param prefix of all paths: the version */
    public Http(Transport transport, String prefix) {
        this.transport = transport;
        this.prefix = prefix;
    }

    /** Sends it and reads the head of the answer. An answer may come before all is sent; then the rest is kept back. */
    public Reply send(Call call) throws IOException {
        return send(call, _ -> {});
    }

    /** @param connected gets the connection as soon as there is one: who closes it ends the call */
    public Reply send(Call call, Consumer<Wire> connected) throws IOException {
        Wire wire = transport.connect();
        try {
            connected.accept(wire);
            IOException broken = request(call, wire);
            try {
                return reply(call, wire);
            } catch (IOException e) {
                if (broken != null) {
                    broken.addSuppressed(e);
                    throw broken;
                }
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** @return why not everything could be sent, else null: the answer may say more */
    private IOException request(Call call, Wire wire) throws IOException {
        OutputStream out = new BufferedOutputStream(wire.out(), BUFFER);
        StringBuilder head = new StringBuilder();
        head.append(call.method()).append(' ').append(prefix).append(call.target()).append(" HTTP/1.1\r\n");
        head.append("Host: docker\r\nUser-Agent: sockerless\r\n");
        head.append(call.hijack() ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n");
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
            if (!source.broken) {
                throw e;
            }
            return e;
        }
    }

    /** Whether it was the connection that failed, not what was to be sent. */
    private static final class Source {
        private boolean broken;
    }

    private Reply reply(Call call, Wire wire) throws IOException {
        InputStream in = new BufferedInputStream(wire.in(), BUFFER);
        String[] first = ReplyBody.line(in).split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
            throw new IOException("this is no HTTP: " + String.join(" ", first));
        }
        int status = Integer.parseInt(first[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = ReplyBody.line(in); !line.isEmpty(); line = ReplyBody.line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        boolean raw = call.hijack() && (status == 101 || status == 200);
        InputStream body = raw ? in : ReplyBody.of(in, call.method(), status, headers);
        return new Reply(status, headers, body, wire, raw);
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
}
