package io.sockerless.features.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One request on a connection of its own, read step by step: first the head, then as much of the body as wanted. After
 * a 101 (or a 200 to a hijack) the body is the raw stream, and {@link #send} and {@link #endInput} talk back.
 */
public final class Exchange implements Closeable {
    private final UnixConnection connection;
    private final boolean bodyless;
    private int status;
    private String reason = "";
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long left = Long.MAX_VALUE;
    private boolean chunked;
    private boolean chunkWanted;
    private boolean ended;

    private Exchange(UnixConnection connection, boolean bodyless) {
        this.connection = connection;
        this.bodyless = bodyless;
    }

    /** Sends the request and returns before anything of the answer has been read. */
    public static Exchange open(Path socket, Request request, Duration patience) throws IOException {
        return raw(socket, request.wire(), request.method().equals("HEAD"), patience);
    }

    /** Sends whatever bytes these are. */
    public static Exchange raw(Path socket, byte[] request, boolean bodyless, Duration patience) throws IOException {
        var connection = new UnixConnection(socket, patience);
        try {
            connection.write(request);
        } catch (IOException e) {
            // A server may refuse before it has read the whole body; then its answer is waiting all the same.
            if (!connection.readableWithin(Duration.ofSeconds(1))) {
                connection.close();
                throw e;
            }
        }
        return new Exchange(connection, bodyless);
    }

    /** Asks and reads the whole answer. */
    public static Reply ask(Path socket, Request request, Duration patience) throws IOException {
        try (var exchange = open(socket, request, patience)) {
            exchange.readHead();
            return exchange.readUntil(_ -> false);
        }
    }

    /** Whether something of the answer arrives within the time given. */
    public boolean answersWithin(Duration patience) throws IOException {
        return connection.readableWithin(patience);
    }

    /** Reads status line and headers. */
    public int readHead() throws IOException {
        var line = connection.readLine().split(" ", 3);
        status = Integer.parseInt(line[1]);
        reason = line.length > 2 ? line[2] : "";
        for (var field = connection.readLine(); !field.isEmpty(); field = connection.readLine()) {
            int colon = field.indexOf(':');
            headers.computeIfAbsent(field.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(field.substring(colon + 1).strip());
        }
        chunked = headers.getOrDefault("transfer-encoding", List.of()).contains("chunked");
        var length = headers.get("content-length");
        if (bodyless || status == 204 || status == 304) {
            left = 0;
        } else if (length != null) {
            left = Long.parseLong(length.getFirst());
        }
        ended = left == 0;
        chunkWanted = chunked && !ended;
        return status;
    }

    /** Reads on until the server ends the body or the predicate accepts what has been read of it so far. */
    public Reply readUntil(Predicate<byte[]> enough) throws IOException {
        while (!ended && !enough.test(body.toByteArray())) {
            if (chunkWanted) {
                nextChunk();
                continue;
            }
            var bytes = connection.readSome((int) Math.min(left, 64 * 1024));
            body.writeBytes(bytes);
            if (bytes.length == 0 && left != Long.MAX_VALUE) {
                throw new EOFException("the connection ended inside the body");
            } else if (bytes.length == 0) {
                ended = true;
            } else if (left != Long.MAX_VALUE) {
                left -= bytes.length;
                if (left == 0 && chunked) {
                    connection.readLine();
                    chunkWanted = true;
                } else {
                    ended = left == 0;
                }
            }
        }
        return new Reply(status, reason, headers, body.toByteArray(), ended);
    }

    /** The head alone, with whatever of the body has been read. */
    public Reply soFar() {
        return new Reply(status, reason, headers, body.toByteArray(), ended);
    }

    public void send(byte[] bytes) throws IOException {
        connection.write(bytes);
    }

    /** Half-closes: the server sees the end of the input and may still answer. */
    public void endInput() throws IOException {
        connection.shutdownOutput();
    }

    private void nextChunk() throws IOException {
        left = Long.parseLong(connection.readLine().split(";")[0].strip(), 16);
        chunkWanted = false;
        if (left == 0) {
            connection.readLine();
            ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
