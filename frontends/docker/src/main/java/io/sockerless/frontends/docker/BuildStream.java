package io.sockerless.frontends.docker;

import io.sockerless.engine.build.BuildLog;
import io.sockerless.engine.build.FailedCommand;
import io.sockerless.engine.core.Images.Progress;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A build as docker's classic builder tells it. The head goes out with the first line, so that what fails before it has
 * its own status.
 */
final class BuildStream implements BuildLog {
    private static final String RED = "\u001b[91m";
    private static final String PLAIN = "\u001b[0m";

    private final Call call;
    private final boolean quiet;
    private OutputStream out;

    /** @param quiet whether only the id is told */
    BuildStream(Call call, boolean quiet) {
        this.call = call;
        this.quiet = quiet;
    }

    /** A build. */
    interface Work {
        void run(BuildStream log) throws IOException, InterruptedException;
    }

    void run(Work work) throws IOException, InterruptedException {
        try {
            work.run(this);
        } catch (FailedCommand e) {
            failed(e.getMessage(), e.code());
        } catch (EngineException e) {
            if (out == null) {
                throw e;
            }
            failed(e.getMessage(), 0);
        } catch (IOException | UncheckedIOException e) {
            if (out == null) {
                throw e;
            }
            failed(String.valueOf(e.getMessage()), 0); // fails, too, if it was the client that is gone
        }
        begin();
        out.close();
    }

    private void failed(String message, int code) throws IOException {
        Map<String, Object> detail = new LinkedHashMap<>();
        if (code != 0) {
            detail.put("code", code);
        }
        detail.put("message", message);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("errorDetail", detail);
        json.put("error", message);
        begin();
        out.write(Json.line(json));
    }

    private void begin() throws IOException {
        if (out == null) {
            call.exchange().header("Content-Type", "application/json");
            out = call.exchange().stream(200);
        }
    }

    private void line(Map<String, Object> json) {
        try {
            begin();
            out.write(Json.line(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String text) {
        if (!quiet) {
            line(Map.of("stream", text));
        }
    }

    private static String shortId(String id) {
        String hex = id.startsWith("sha256:") ? id.substring("sha256:".length()) : id;
        return hex.substring(0, Math.min(12, hex.length()));
    }

    @Override
    public void step(int number, int total, String text) {
        say("Step " + number + "/" + total + " : " + text);
        say("\n");
    }

    @Override
    public void cached() {
        say(" ---> Using cache\n");
    }

    @Override
    public void running(String container) {
        say(" ---> Running in " + shortId(container) + "\n");
    }

    @Override
    public void output(byte[] bytes, boolean error) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        say(error ? RED + text + PLAIN : text);
    }

    @Override
    public void removed(String container) {
        say("Removing intermediate container " + shortId(container) + "\n");
    }

    @Override
    public void image(String id) {
        say(" ---> " + shortId(id) + "\n");
    }

    @Override
    public void pulling(Progress progress) {
        if (!quiet) {
            line(ProgressStream.view(progress));
        }
    }

    @Override
    public void remark(String text) {
        say(text);
    }

    /** The end. */
    void built(String id, List<ImageReference> tags) {
        if (quiet) {
            line(Map.of("stream", id + "\n"));
            return;
        }
        line(Map.of("aux", Map.of("ID", id)));
        say("Successfully built " + shortId(id) + "\n");
        tags.forEach(tag -> say("Successfully tagged " + tag.familiar() + "\n"));
    }
}
