package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Messages of {@code application/vnd.amazon.eventstream}: lengths, headers of texts, a payload, and checksums of both.
 *
 * @see <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">the specification</a>
 */
public final class EventStream {
    static final String TYPE = "application/vnd.amazon.eventstream";

    private static final int STRING = 7;
    private static final int FIXED = 16;

    private final OutputStream out;

    EventStream(OutputStream out) {
        this.out = out;
    }

    /** On its way when it returns. */
    public void event(String type, ObjectNode payload) throws IOException {
        send(Map.of(":message-type", "event", ":event-type", type), payload);
    }

    /** The last of them. */
    public void failure(String type, String message) throws IOException {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("message", message);
        send(Map.of(":message-type", "exception", ":exception-type", type), payload);
    }

    private void send(Map<String, String> headers, ObjectNode payload) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Map<String, String> all = new TreeMap<>(headers);
        all.put(":content-type", "application/json");
        for (Map.Entry<String, String> header : all.entrySet()) {
            byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] value = header.getValue().getBytes(StandardCharsets.UTF_8);
            head.write(name.length);
            head.writeBytes(name);
            head.write(STRING);
            head.write(value.length >> 8);
            head.write(value.length);
            head.writeBytes(value);
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(payload);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream written = new DataOutputStream(message);
        written.writeInt(FIXED + head.size() + body.length);
        written.writeInt(head.size());
        written.writeInt(sum(message));
        written.write(head.toByteArray());
        written.write(body);
        written.writeInt(sum(message));
        out.write(message.toByteArray());
        out.flush();
    }

    private static int sum(ByteArrayOutputStream bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        return (int) sum.getValue();
    }
}
