package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sockerless.drivers.spi.Channel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the format that Docker's API description gives under ContainerAttach. */
class FramesTest {
    @Test
    void eachPieceHasItsHeader() throws IOException {
        var out = new ByteArrayOutputStream();
        var frames = new Frames(out, false);
        frames.write(Channel.STDOUT, "out".getBytes(StandardCharsets.UTF_8));
        frames.write(Channel.STDERR, new byte[0]);
        assertArrayEquals(
                new byte[] {1, 0, 0, 0, 0, 0, 0, 3, 'o', 'u', 't', 2, 0, 0, 0, 0, 0, 0, 0}, out.toByteArray());
    }

    @Test
    void manyBytesAreCutIntoFramesAndComeWhole() throws IOException {
        var bytes = new byte[300_001];
        new Random().nextBytes(bytes);
        var out = new ByteArrayOutputStream();
        new Frames(out, false).copy(Channel.STDERR, new ByteArrayInputStream(bytes));
        var framed = ByteBuffer.wrap(out.toByteArray());
        var whole = new ByteArrayOutputStream();
        while (framed.hasRemaining()) {
            var header = new byte[4];
            framed.get(header);
            assertArrayEquals(new byte[] {2, 0, 0, 0}, header);
            var piece = new byte[framed.getInt()];
            framed.get(piece);
            whole.writeBytes(piece);
        }
        assertArrayEquals(bytes, whole.toByteArray());
    }

    @Test
    void aTerminalHasNone() throws IOException {
        var bytes = new byte[100_000];
        new Random().nextBytes(bytes);
        var out = new ByteArrayOutputStream();
        new Frames(out, true).copy(Channel.STDOUT, new ByteArrayInputStream(bytes));
        assertArrayEquals(bytes, out.toByteArray());
    }
}
