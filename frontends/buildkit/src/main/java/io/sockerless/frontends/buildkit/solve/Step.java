package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import io.sockerless.frontends.buildkit.wire.control.Vertex;
import io.sockerless.frontends.buildkit.wire.control.VertexStatus;
import io.sockerless.frontends.buildkit.wire.control.VertexWarning;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/** One line of a build's progress: waits, runs, ends. */
public final class Step {
    private final Progress progress;
    private Vertex vertex;

    private Step(Progress progress, Vertex vertex) {
        this.progress = progress;
        this.vertex = vertex;
    }

    /** A step that nobody needs to recognise. */
    public static Step of(Progress progress, String name) {
        return of(progress, digest(UUID.randomUUID().toString()), name, List.of());
    }

    /** @param inputs digests of the steps that it needs */
    public static Step of(Progress progress, String digest, String name, List<String> inputs) {
        Step step = new Step(
                progress,
                Vertex.newBuilder()
                        .setDigest(digest)
                        .setName(name)
                        .addAllInputs(inputs)
                        .build());
        progress.vertex(step.vertex);
        return step;
    }

    public static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static String digest(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the work as this step. */
    <T> T run(Callable<T> work) throws InterruptedException {
        start();
        try {
            T result = work.call();
            complete(false);
            return result;
        } catch (InterruptedException e) {
            fail("context canceled");
            throw e;
        } catch (RuntimeException e) {
            fail(e.getMessage());
            throw e;
        } catch (Exception e) {
            fail(e.getMessage());
            throw new IllegalStateException(e);
        }
    }

    public String digest() {
        return vertex.getDigest();
    }

    public synchronized void start() {
        if (!vertex.hasStarted()) {
            change(vertex.toBuilder().setStarted(progress.now()));
        }
    }

    public synchronized void complete(boolean cached) {
        start();
        change(vertex.toBuilder().setCached(cached).setCompleted(progress.now()));
    }

    public synchronized void fail(String reason) {
        start();
        change(vertex.toBuilder().setCompleted(progress.now()).setError(reason == null ? "failed" : reason));
    }

    private void change(Vertex.Builder changed) {
        vertex = changed.build();
        progress.vertex(vertex);
    }

    public void log(int stream, ByteString bytes) {
        progress.log(vertex.getDigest(), stream, bytes);
    }

    public void warn(String text, List<String> details, String url) {
        VertexWarning.Builder warning = VertexWarning.newBuilder()
                .setVertex(vertex.getDigest())
                .setLevel(1)
                .setShort(ByteString.copyFromUtf8(text))
                .setUrl(url);
        details.forEach(detail -> warning.addDetail(ByteString.copyFromUtf8(detail)));
        progress.warning(warning.build());
    }

    /** A part of this step. */
    public Part part(String name) {
        return new Part(name);
    }

    /** How far a part of a step is. */
    public final class Part {
        /** How often those who look on hear of it. */
        private static final long INTERVAL = 100_000_000;

        private VertexStatus status;
        private long told;

        private Part(String name) {
            status = VertexStatus.newBuilder()
                    .setID(name)
                    .setName(name)
                    .setVertex(vertex.getDigest())
                    .setStarted(progress.now())
                    .build();
        }

        public synchronized void at(long current, long total) {
            status = status.toBuilder()
                    .setCurrent(current)
                    .setTotal(total)
                    .setTimestamp(progress.now())
                    .build();
            if (System.nanoTime() - told > INTERVAL) {
                told = System.nanoTime();
                progress.status(status);
            }
        }

        public synchronized void complete() {
            status = status.toBuilder()
                    .setTimestamp(progress.now())
                    .setCompleted(progress.now())
                    .build();
            progress.status(status);
        }
    }
}
