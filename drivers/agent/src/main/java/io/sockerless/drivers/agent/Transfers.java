package io.sockerless.drivers.agent;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Requests that carry a byte stream one way: the request waits on a thread of its own while the bytes move. */
final class Transfers {
    private final AgentConnection connection;

    Transfers(AgentConnection connection) {
        this.connection = connection;
    }

    /**
     * Sends {@code in} up to its end, which stays the caller's to close.
     *
     * @throws IOException {@code in} failed; the operation has then been broken off
     */
    <T> T upload(String op, Map<String, Object> params, Class<T> result, InputStream in) throws IOException {
        AgentStream stream = connection.writeStream();
        FutureTask<T> task = ask(op, params, result, stream);
        byte[] buffer = new byte[FrameCodec.DATA_SIZE];
        while (true) {
            int n;
            try {
                n = in.readNBytes(buffer, 0, buffer.length);
            } catch (IOException | RuntimeException e) {
                stream.reset("the source failed: " + e.getMessage());
                throw e;
            }
            try {
                stream.output().write(buffer, 0, n);
                if (n < buffer.length) {
                    stream.output().close();
                    return answer(task);
                }
            } catch (IOException e) {
                answer(task); // the operation failed first, and knows why
                throw e;
            }
        }
    }

    /** Receives a stream; closing it early breaks the operation off. Failures before the first byte are thrown here. */
    InputStream download(String op, Map<String, Object> params) {
        AgentStream stream = connection.readStream();
        FutureTask<Map<?, ?>> task = ask(op, params, stream);
        try {
            PushbackInputStream in = new PushbackInputStream(stream.input(), 1);
            int first = in.read();
            if (first >= 0) {
                in.unread(first);
            }
            return in;
        } catch (IOException e) {
            answer(task);
            throw new UncheckedIOException(e);
        }
    }

    /** Receives a list as lines of JSON. */
    <T> List<T> list(String op, Map<String, Object> params, Class<T> element) {
        List<T> found = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(download(op, params), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                found.add(AgentJson.MAPPER.readValue(line, element));
            }
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, op + ": " + e.getMessage(), e);
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private FutureTask<Map<?, ?>> ask(String op, Map<String, Object> params, AgentStream stream) {
        return (FutureTask<Map<?, ?>>) (FutureTask<?>) ask(op, params, Map.class, stream);
    }

    /** Returns when the request is on its way, or has failed before. */
    private <T> FutureTask<T> ask(String op, Map<String, Object> params, Class<T> result, AgentStream stream) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("stream", stream.id());
        CountDownLatch sent = new CountDownLatch(1);
        FutureTask<T> task = new FutureTask<>(() -> connection.request(op, all, result, sent::countDown, stream)) {
            @Override
            protected void done() {
                sent.countDown();
            }
        };
        Thread.ofVirtual().name("agent-" + op).start(task);
        try {
            sent.await();
        } catch (InterruptedException e) {
            stream.reset("interrupted");
            throw interrupted(e);
        }
        return task;
    }

    private static <T> T answer(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException known) {
                throw known;
            }
            throw EngineException.internal(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static EngineException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new EngineException(ErrorKind.UNAVAILABLE, "interrupted while waiting for the agent", e);
    }
}
