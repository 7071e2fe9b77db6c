package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Images on their way in and out. */
final class TransferHandlers {
    private final Images images;

    TransferHandlers(Images images) {
        this.images = images;
    }

    /** Pull with {@code fromImage}, import with {@code fromSrc}. */
    void create(Call call) throws IOException {
        String image = call.query("fromImage");
        String platform = call.version().before(32) ? "" : call.query("platform");
        ProgressStream progress = new ProgressStream(call, false);
        if (!image.isEmpty()) {
            progress.run(() -> images.pull(image, call.query("tag"), platform, Credentials.header(call), progress));
            return;
        }
        String source = call.query("fromSrc");
        if (!source.equals("-")) {
            progress.run(() -> images.importUrl(
                    source,
                    call.query("repo"),
                    call.query("tag"),
                    call.query("message"),
                    call.exchange().query().all("changes"),
                    platform,
                    progress));
            return;
        }
        progress.run(() -> images.importTar(
                call.exchange().body(),
                call.query("repo"),
                call.query("tag"),
                call.query("message"),
                call.exchange().query().all("changes"),
                platform,
                progress));
    }

    void push(Call call) throws IOException {
        ProgressStream progress = new ProgressStream(call, false);
        progress.run(() -> images.push(call.name(), call.query("tag"), Credentials.header(call), progress));
    }

    void load(Call call) throws IOException {
        ProgressStream progress = new ProgressStream(call, true);
        progress.begin();
        progress.run(() -> images.load(call.exchange().body(), call.flag("quiet", true), progress));
    }

    void save(Call call) throws IOException {
        save(call, List.of(call.name()));
    }

    void saveAll(Call call) throws IOException {
        save(call, call.exchange().query().all("names"));
    }

    private void save(Call call, List<String> names) throws IOException {
        if (names.isEmpty()) {
            throw EngineException.invalid("no images to save were named");
        }
        images.require(names);
        call.exchange().header("Content-Type", "application/x-tar");
        OutputStream out = call.exchange().stream(200);
        images.save(names, out);
        out.close();
    }
}
