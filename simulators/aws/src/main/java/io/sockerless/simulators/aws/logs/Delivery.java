package io.sockerless.simulators.aws.logs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Events of one batch that are still to be delivered: written with them, in one transaction, and gone when they have been.
 *
 * @param filter as it was when the events came
 * @param number of the batch
 * @param stream name of the events' stream
 */
record Delivery(SubscriptionFilter filter, long number, String stream, List<Matched> events) {
    /** Of events before they are packed; how many bytes a function can be sent is no more than a third more. */
    private static final int MOST_BYTES = 700_000;

    /** @param id as in answers of FilterLogEvents */
    record Matched(String id, LogEvent event) {}

    Delivery {
        events = List.copyOf(events);
    }

    String key() {
        return "%019d/%s".formatted(number, filter.name());
    }

    /**
     * What the function is sent, of which each can be sent.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">AWS</a>
     */
    List<byte[]> payloads() {
        List<byte[]> payloads = new ArrayList<>();
        List<Matched> some = new ArrayList<>();
        int bytes = 0;
        for (Matched one : events) {
            int size = one.event().size();
            if (!some.isEmpty() && bytes + size > MOST_BYTES) {
                payloads.add(payload(some));
                some.clear();
                bytes = 0;
            }
            some.add(one);
            bytes += size;
        }
        payloads.add(payload(some));
        return payloads;
    }

    private byte[] payload(List<Matched> some) {
        ObjectNode data = Json.MAPPER.createObjectNode();
        data.put("messageType", "DATA_MESSAGE")
                .put("owner", filter.owner().account())
                .put("logGroup", filter.group())
                .put("logStream", stream);
        data.putArray("subscriptionFilters").add(filter.name());
        ArrayNode told = data.putArray("logEvents");
        some.forEach(one -> told.addObject()
                .put("id", one.id())
                .put("timestamp", one.event().timestamp())
                .put("message", one.event().message()));
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putObject("awslogs").put("data", Base64.getEncoder().encodeToString(packed(data.toString())));
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
            packing.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }
}
