package io.sockerless.drivers.agent;

import java.nio.ByteBuffer;

/**
 * The frame header, big endian: u32 payload length, u8 type, u8 flags (0), u16 reserved (0), u32 stream id. Pure
 * functions on buffers.
 */
final class FrameCodec {
    /** Bytes before a payload. */
    static final int HEADER = 12;
    /** Longest payload that a peer may send, in bytes. */
    static final int MAX_PAYLOAD = 256 << 10;
    /** Payload size that writers of byte streams aim for. */
    static final int DATA_SIZE = 64 << 10;
    /** Credit in bytes that each direction of each stream starts with. */
    static final int WINDOW = 256 << 10;

    private FrameCodec() {}

    /** A decoded header. The stream id is unsigned in 32 bits. */
    record Header(FrameType type, int stream, int length) {}

    static void encode(ByteBuffer out, FrameType type, int stream, int length) {
        out.putInt(length).putInt(type.code() << 24).putInt(stream);
    }

    /** Decodes the {@link #HEADER} bytes at the buffer's position and moves behind them. */
    static Header decode(ByteBuffer in) throws ProtocolException {
        int length = in.getInt();
        int kind = in.getInt();
        int stream = in.getInt();
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException(
                    "frame of " + Integer.toUnsignedString(length) + " bytes is longer than " + MAX_PAYLOAD);
        }
        FrameType type = FrameType.of(kind >>> 24);
        if ((kind & 0xffffff) != 0) {
            throw new ProtocolException("reserved bits set in " + type + " frame");
        }
        if (type == FrameType.CREDIT && length != 4) {
            throw new ProtocolException("credit frame of " + length + " bytes");
        }
        return new Header(type, stream, length);
    }
}
