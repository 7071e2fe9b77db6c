package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Images.Progress;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Docker's stream of JSON lines about a long operation. The head goes out with the first line, so that what fails before
 * it has its own status; what fails later is the stream's last line.
 */
final class ProgressStream implements ProgressSink {
    private static final int BAR = 50;

    private final Call call;
    private final boolean texts;
    private OutputStream out;

    /** @param texts whether plain remarks are {@code stream} lines, as a load has them, instead of {@code status} ones */
    ProgressStream(Call call, boolean texts) {
        this.call = call;
        this.texts = texts;
    }

    void begin() throws IOException {
        if (out == null) {
            call.exchange().header("Content-Type", "application/json");
            out = call.exchange().stream(200);
        }
    }

    void run(Runnable work) throws IOException {
        try {
            work.run();
        } catch (EngineException e) {
            if (out == null) {
                throw e;
            }
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("errorDetail", Map.of("message", e.getMessage()));
            json.put("error", e.getMessage());
            out.write(Json.line(json));
        }
        begin();
        out.close();
    }

    @Override
    public void accept(Progress progress) {
        try {
            begin();
            out.write(Json.line(view(progress, texts)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line about a transfer. */
    static Map<String, Object> view(Progress progress) {
        return view(progress, false);
    }

    private static Map<String, Object> view(Progress progress, boolean texts) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!progress.aux().isEmpty()) {
            json.put("progressDetail", Map.of());
            json.put("aux", progress.aux());
            return json;
        }
        if (progress.id().isEmpty()) {
            json.put(texts ? "stream" : "status", progress.status());
            return json;
        }
        json.put("status", progress.status());
        Map<String, Object> detail = new LinkedHashMap<>();
        if (progress.current() > 0 || progress.total() > 0) {
            detail.put("current", progress.current());
            if (progress.total() > 0) {
                detail.put("total", progress.total());
            }
            json.put("progressDetail", detail);
            json.put("progress", bar(progress.current(), progress.total()));
        } else {
            json.put("progressDetail", detail);
        }
        json.put("id", progress.id());
        return json;
    }

    /** Docker's bar of 50 signs with sizes in decimal units; of a total that is passed the bar tells no more. */
    static String bar(long current, long total) {
        String sizes = String.format("%8s", size(current));
        if (total <= 0) {
            return sizes;
        }
        int done = (int) Math.min(BAR, current * BAR / total);
        return "[" + "=".repeat(done) + ">" + " ".repeat(BAR - done) + "] " + sizes
                + (current > total ? "" : "/" + size(total));
    }

    private static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        String digits = new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
        return digits + units[unit];
    }
}
