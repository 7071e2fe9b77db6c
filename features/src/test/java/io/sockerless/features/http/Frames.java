package io.sockerless.features.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Output of a container without a terminal: frames of one byte stream number, three zero bytes, a big-endian length and
 * that many bytes (ContainerAttach, "Stream format").
 *
 * @param rest bytes after the last whole frame; none in a healthy stream
 */
public record Frames(byte[] stdin, byte[] stdout, byte[] stderr, byte[] rest) {

    /** Takes the frames apart, joining those of one stream. */
    public static Frames of(byte[] bytes) {
        var streams = new ByteArrayOutputStream[] {
            new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream()
        };
        var in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= 8) {
            int stream = in.get(in.position());
            int length = in.getInt(in.position() + 4);
            if (stream < 0 || stream > 2 || length < 0 || length > in.remaining() - 8) {
                break;
            }
            streams[stream].write(bytes, in.position() + 8, length);
            in.position(in.position() + 8 + length);
        }
        var rest = new byte[in.remaining()];
        in.get(rest);
        return new Frames(streams[0].toByteArray(), streams[1].toByteArray(), streams[2].toByteArray(), rest);
    }
}
