package io.sockerless.simulators.aws.ssmmessages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * A binary message of the data channel: a header of 116 bytes, the payload's length, the payload; numbers have their highest
 * byte first.
 *
 * @param type at most 32 characters
 * @param sequence of its stream, from 0
 * @param flags 1 for the first of a stream, 2 for the last
 * @param payloadType see {@link Payload}
 */
record AgentMessage(String type, long sequence, long flags, UUID id, int payloadType, byte[] payload) {
    static final String INPUT = "input_stream_data";
    static final String OUTPUT = "output_stream_data";
    static final String ACKNOWLEDGE = "acknowledge";
    static final String CLOSED = "channel_closed";
    /** Of no stream: its first and its last. */
    static final long ALONE = 3;

    private static final int HEADER = 116;
    private static final int TYPE = 32;
    private static final int DIGEST = 32;
    private static final int DIGEST_AT = 80;
    private static final int SCHEMA = 1;

    /** What the payload of a stream's message is. */
    static final class Payload {
        static final int NONE = 0;
        static final int OUTPUT = 1;
        static final int SIZE = 3;
        static final int HANDSHAKE_REQUEST = 5;
        static final int HANDSHAKE_RESPONSE = 6;
        static final int HANDSHAKE_COMPLETE = 7;
        static final int FLAG = 10;

        private Payload() {}
    }

    /** @param created in milliseconds since 1970 */
    byte[] bytes(long created) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + Integer.BYTES + payload.length);
        byte[] padded = new byte[TYPE];
        Arrays.fill(padded, (byte) ' ');
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, padded, 0, name.length);
        out.putInt(HEADER).put(padded).putInt(SCHEMA).putLong(created).putLong(sequence);
        out.putLong(flags).putLong(id.getLeastSignificantBits()).putLong(id.getMostSignificantBits());
        out.put(digest(payload)).putInt(payloadType).putInt(payload.length).put(payload);
        return out.array();
    }

    /** @throws IOException when it is none, or its payload is not what its digest says */
    static AgentMessage parse(byte[] bytes) throws IOException {
        if (bytes.length < HEADER + Integer.BYTES) {
            throw new IOException("a message of " + bytes.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int header = in.getInt();
        byte[] name = new byte[TYPE];
        in.get(name);
        in.getInt();
        in.getLong();
        long sequence = in.getLong();
        long flags = in.getLong();
        long low = in.getLong();
        UUID id = new UUID(in.getLong(), low);
        int payloadType = in.getInt(DIGEST_AT + DIGEST);
        if (header < HEADER || header > bytes.length - Integer.BYTES) {
            throw new IOException("a header of " + header + " bytes");
        }
        int length = in.getInt(header);
        if (length != bytes.length - header - Integer.BYTES) {
            throw new IOException("a payload of " + length + " bytes in a message of " + bytes.length);
        }
        byte[] payload = Arrays.copyOfRange(bytes, header + Integer.BYTES, bytes.length);
        byte[] digest = Arrays.copyOfRange(bytes, DIGEST_AT, DIGEST_AT + DIGEST);
        if (length > 0 && !Arrays.equals(digest, digest(payload))) {
            throw new IOException("a payload that is not what its digest says");
        }
        String type =
                new String(name, StandardCharsets.US_ASCII).replace('\0', ' ').strip();
        return new AgentMessage(type, sequence, flags, id, payloadType, payload);
    }

    private static byte[] digest(byte[] payload) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(payload);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
