package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Messages of an answer of the type {@link #TYPE}.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">the encoding</a>
 */
public final class EventStream {
    public static final String TYPE = "application/vnd.amazon.eventstream";

    private static final String JSON = "application/json";

    /** Two lengths and their checksum. */
    private static final int PRELUDE = 12;

    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** Sends one, whose payload is JSON; it is on its way when it returns. */
    public void event(String name, ObjectNode payload) throws IOException {
        send(event(name, JSON, Json.MAPPER.writeValueAsBytes(payload)));
    }

    /** Sends the last of them. */
    public void failure(String type, String message) throws IOException {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("message", message);
        send(message("exception", type, JSON, Json.MAPPER.writeValueAsBytes(payload)));
    }

    private void send(byte[] message) throws IOException {
        out.write(message);
        out.flush();
    }

    /**
     * One event.
     *
     * @param name the member of the answer's union
     * @param type the media type of the payload
     */
    public static byte[] event(String name, String type, byte[] payload) {
        return message("event", name, type, payload);
    }

    /** @param kind event or exception */
    private static byte[] message(String kind, String name, String type, byte[] payload) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":" + kind + "-type", name);
        headers.put(":content-type", type);
        headers.put(":message-type", kind);
        byte[] head = headers(headers);
        ByteBuffer message = ByteBuffer.allocate(PRELUDE + head.length + payload.length + CHECKSUM);
        message.putInt(message.capacity()).putInt(head.length);
        message.putInt(checksum(message));
        message.put(head).put(payload);
        message.putInt(checksum(message));
        return message.array();
    }

    private static byte[] headers(Map<String, String> headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            byte[] key = name.getBytes(StandardCharsets.UTF_8);
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            out.write(key.length);
            out.writeBytes(key);
            out.write(STRING);
            out.write(text.length >> 8);
            out.write(text.length);
            out.writeBytes(text);
        });
        return out.toByteArray();
    }

    /** Of all that is in it so far. */
    private static int checksum(ByteBuffer message) {
        CRC32 crc = new CRC32();
        crc.update(message.array(), 0, message.position());
        return (int) crc.getValue();
    }
}
