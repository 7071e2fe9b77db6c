package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Hijack;
import io.sockerless.frontends.http.WebSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Output of containers: logs and attach. */
final class StreamHandlers {
    private static final System.Logger LOG = System.getLogger(StreamHandlers.class.getName());

    private final Containers containers;

    StreamHandlers(Containers containers) {
        this.containers = containers;
    }

    void logs(Call call) throws IOException, InterruptedException {
        Set<Channel> channels = channels(call);
        channels.remove(Channel.STDIN);
        if (channels.isEmpty()) {
            throw EngineException.invalid("Bad parameters: you must choose at least one stream");
        }
        Container container = containers.get(call.name());
        String tail = call.query("tail");
        HasLogs.LogQuery query = new HasLogs.LogQuery(
                tail.isEmpty() || tail.equals("all") || !tail.chars().allMatch(Character::isDigit)
                        ? -1
                        : Long.parseLong(tail),
                Times.parse(call.query("since")).orElse(Instant.MIN),
                Times.parse(call.query("until")).orElse(Instant.MAX),
                call.flag("follow"));
        boolean raw = container.config().tty();
        LogPrefix prefix = new LogPrefix(call.flag("timestamps"), call.flag("details"));
        try (HasLogs.LogReader reader = containers.logs(container.id(), query)) {
            contentType(call, raw);
            OutputStream out = call.exchange().stream(200);
            call.exchange().onLeave(reader::close);
            Frames frames = new Frames(out, raw);
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (channels.contains(entry.get().channel())) {
                    frames.write(entry.get().channel(), prefix.apply(entry.get()));
                }
            }
            if (!call.exchange().gone()) {
                out.close();
            }
        }
    }

    private static void contentType(Call call, boolean raw) {
        if (!call.version().before(42)) {
            call.exchange()
                    .header(
                            "Content-Type",
                            raw ? "application/vnd.docker.raw-stream" : "application/vnd.docker.multiplexed-stream");
        }
    }

    private static Set<Channel> channels(Call call) {
        Set<Channel> channels = EnumSet.noneOf(Channel.class);
        if (call.flag("stdin")) {
            channels.add(Channel.STDIN);
        }
        if (call.flag("stdout")) {
            channels.add(Channel.STDOUT);
        }
        if (call.flag("stderr")) {
            channels.add(Channel.STDERR);
        }
        return channels;
    }

    /** What fails before the stream begins is told as plain text here, as dockerd does. */
    void attach(Call call) throws IOException, InterruptedException {
        try {
            attachHijacked(call);
        } catch (EngineException e) {
            if (call.exchange().committed()) {
                throw e;
            }
            call.exchange()
                    .send(
                            Failures.of(e).status(),
                            "application/vnd.docker.raw-stream",
                            (e.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void attachHijacked(Call call) throws IOException, InterruptedException {
        byte[] keys = DetachKeys.parse(call.query("detachKeys"));
        Container container = containers.get(call.name());
        Set<Channel> channels = channels(call);
        boolean tty = container.config().tty();
        boolean stream = call.flag("stream");
        try (Containers.ClientAttachment attachment =
                containers.attach(container.id(), channels, call.flag("logs"), stream)) {
            Hijack connection = hijack(call, tty);
            call.exchange().onLeave(attachment::close);
            Frames frames = new Frames(connection.output(), tty);
            join(attachment, connection.input(), frames, channels, tty ? Optional.of(keys) : Optional.empty(), stream);
            connection.endOutput();
        }
    }

    /** As attach, over a websocket: output of both kinds comes as it is, without frames of ours. */
    void attachWebsocket(Call call) throws IOException, InterruptedException {
        byte[] keys = DetachKeys.parse(call.query("detachKeys"));
        Container container = containers.get(call.name());
        Set<Channel> channels = channels(call);
        boolean stream = call.flag("stream");
        Optional<byte[]> watched = container.config().tty() ? Optional.of(keys) : Optional.empty();
        // Before 1.28 clients were sent text messages.
        try (WebSocket socket =
                        WebSocket.accept(call.exchange(), !call.version().before(28));
                Containers.ClientAttachment attachment =
                        containers.attach(container.id(), channels, call.flag("logs"), stream)) {
            call.exchange().onLeave(attachment::close);
            InputStream typed = untilLeave(socket.input(), attachment::close);
            if (!channels.contains(Channel.STDIN)) {
                Thread.ofVirtual().name("attach-websocket").start(() -> ignore(typed));
            }
            join(attachment, typed, new Frames(socket.output(), true), channels, watched, stream);
        }
    }

    /** A websocket has no half-close: where the input ends, whether by a message or by a fault, the client has left. */
    private static InputStream untilLeave(InputStream input, Runnable left) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = -1;
                try {
                    count = input.read(target, offset, length);
                } finally {
                    if (count < 0) {
                        left.run();
                    }
                }
                return count;
            }
        };
    }

    private static void ignore(InputStream input) {
        try {
            input.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a websocket ended: {0}", e.getMessage());
        }
    }

    private static void join(
            Containers.ClientAttachment attachment,
            InputStream typed,
            Frames frames,
            Set<Channel> channels,
            Optional<byte[]> detachKeys,
            boolean stream)
            throws IOException, InterruptedException {
        if (attachment.replay().isPresent()) {
            replay(attachment.replay().get(), channels, frames);
        }
        Optional<Attachment> process = stream ? attachment.streams() : Optional.empty();
        if (process.isPresent()) {
            new Piping(typed, frames, attachment::detached).run(process.get(), channels, detachKeys);
        }
    }

    private static void replay(HasLogs.LogReader reader, Set<Channel> channels, Frames frames)
            throws IOException, InterruptedException {
        for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            if (channels.contains(entry.get().channel())) {
                frames.write(entry.get().channel(), entry.get().data());
            }
        }
    }

    /** As dockerd: 101 for a client that asks for an upgrade, else 200 and raw bytes all the same. */
    static Hijack hijack(Call call, boolean raw) throws IOException {
        Exchange exchange = call.exchange();
        boolean upgrade = !exchange.requestHeader("Upgrade").isEmpty();
        boolean multiplexed = !raw && !call.version().before(42);
        exchange.header(
                "Content-Type",
                multiplexed ? "application/vnd.docker.multiplexed-stream" : "application/vnd.docker.raw-stream");
        if (upgrade) {
            exchange.header("Connection", "Upgrade");
            exchange.header("Upgrade", "tcp");
            return exchange.hijack(101, "UPGRADED");
        }
        return exchange.hijack(200, "OK");
    }
}
