package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Progress;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.oci.RemoteTar;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An import of what a web server has. */
final class UrlImport {
    private UrlImport() {}

    /** @param work makes an image of it */
    static String of(String url, ProgressSink progress, Function<InputStream, String> work) {
        List<String> made = new ArrayList<>();
        FileWork.run(() -> {
            try (RemoteTar tar = RemoteTar.open(url)) {
                progress.accept(Progress.of("Downloading from " + url));
                made.add(work.apply(tar.body()));
            }
        });
        return made.getFirst();
    }
}
