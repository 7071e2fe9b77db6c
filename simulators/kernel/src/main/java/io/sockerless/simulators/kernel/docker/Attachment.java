package io.sockerless.simulators.kernel.docker;

import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A conversation in lines with the program of a container that has an open input and no terminal. To be closed, which the program
 * does not see if its input stays open ({@code StdinOnce} is not set).
 */
public final class Attachment implements AutoCloseable {
    private static final int HEADER = 8;
    private static final int LENGTH = 4;

    private final Reply reply;
    private InputStream frame = InputStream.nullInputStream();

    private Attachment(Reply reply) {
        this.reply = reply;
    }

    /** @throws DockerException when there is no such container */
    public static Attachment to(DockerEngine engine, String container) throws IOException {
        Call call = Call.of("POST", "containers", container, "attach");
        for (String one : new String[] {"stream", "stdin", "stdout", "stderr"}) {
            call = call.query(one, true);
        }
        return new Attachment(engine.open(call.hijacking()));
    }

    /** @param line without its end */
    public void say(String line) throws IOException {
        reply.wire().out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        reply.wire().out().flush();
    }

    /** The next line of either stream that was printed since; empty when there will be none. */
    public Optional<String> heard() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = frame.read();
            if (next == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (next >= 0) {
                line.write(next);
                continue;
            }
            byte[] header = reply.body().readNBytes(HEADER);
            if (header.length < HEADER) {
                return Optional.empty();
            }
            frame = new ByteArrayInputStream(
                    reply.body().readNBytes(ByteBuffer.wrap(header).getInt(LENGTH)));
        }
    }

    @Override
    public void close() {
        reply.wire().close();
        reply.close();
    }
}
