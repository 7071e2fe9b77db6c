package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the URL of a function answers while the function makes it. It may begin with the head of the answer, a JSON object
 * and eight zeros behind it; else it is the body alone.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html">AWS</a>
 */
record UrlStream(Exchange exchange, StreamedAnswer answer) {
    private static final String WITH_HEAD = "application/vnd.awslambda.http-integration-response";
    private static final String BODY = "application/octet-stream";
    static final int ZEROS = 8;
    private static final int LONGEST_HEAD = 64 << 10;

    /** @return false when nothing was answered, for it is no answer */
    boolean send() throws IOException, InterruptedException {
        byte[] first = new byte[0];
        Optional<UrlHead> head;
        if (answer.type().filter(type -> type.startsWith(WITH_HEAD)).isPresent()) {
            byte[] read = untilZeros();
            int end = zeros(read);
            head = end < 0 ? Optional.empty() : parse(Arrays.copyOf(read, end));
            first = end < 0 ? first : Arrays.copyOfRange(read, end + ZEROS, read.length);
        } else {
            boolean failed = answer.type().isEmpty() && answer.done().outcome().error();
            UrlHead plain = new UrlHead(200, answer.type().orElse("application/json"), Map.of(), List.of());
            head = failed ? Optional.empty() : Optional.of(plain);
        }
        if (head.isEmpty()) {
            return false;
        }
        head.get().apply(exchange);
        if (head.get().bare()) {
            exchange.send(head.get().status());
            pass(OutputStream.nullOutputStream());
        } else {
            exchange.header("Content-Type", head.get().type());
            OutputStream out = exchange.stream(head.get().status());
            out.write(first);
            pass(out);
            if (answer.done().outcome().error()) {
                throw new InterruptedException("the function failed within its answer, which is cut off for that");
            }
            out.close();
        }
        return true;
    }

    private void pass(OutputStream out) throws IOException, InterruptedException {
        for (Optional<byte[]> piece = answer.next(); piece.isPresent(); piece = answer.next()) {
            out.write(piece.get());
        }
    }

    private byte[] untilZeros() throws InterruptedException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (zeros(read.toByteArray()) < 0 && read.size() < LONGEST_HEAD) {
            Optional<byte[]> piece = answer.next();
            if (piece.isEmpty()) {
                break;
            }
            read.writeBytes(piece.get());
        }
        return read.toByteArray();
    }

    /** Where they begin; negative when they are not there. */
    static int zeros(byte[] bytes) {
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            count = bytes[i] == 0 ? count + 1 : 0;
            if (count == ZEROS) {
                return i + 1 - ZEROS;
            }
        }
        return -1;
    }

    static Optional<UrlHead> parse(byte[] json) {
        try {
            return Json.MAPPER.readTree(json) instanceof ObjectNode told ? UrlHead.parse(told, BODY) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }
}
