package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Progress;
import io.sockerless.engine.core.Images.ProgressSink;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.ImportOptions;
import io.sockerless.engine.oci.NewImage;
import io.sockerless.engine.oci.RemoteTar;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Images made of a root file system.
 *
 * @param systems the operating systems that they may be for besides linux
 */
record Imports(ImageLibrary library, ContentStore content, Set<String> systems, Clock clock, ImageEvent event) {
    /** What an import makes beside the files; {@code platform} may be empty. */
    record Wanted(Optional<ImageReference> name, String message, List<String> changes, String platform) {}

    String tar(InputStream tar, Wanted wanted, ProgressSink progress) {
        Platform platform = wanted.platform.isEmpty() ? Platform.host() : Platform.parse(wanted.platform);
        if (!platform.os().equals("linux") && !systems.contains(platform.os())) {
            throw EngineException.invalid("operating system is not supported");
        }
        ImportOptions options = new ImportOptions(wanted.changes, wanted.message, platform);
        List<String> made = new ArrayList<>();
        FileWork.run(() -> made.add(library.takeIn(() -> library.add(
                        new NewImage(content, clock).importTar(tar, options),
                        "",
                        wanted.name.map(List::of).orElse(List.of())))
                .id()));
        wanted.name.ifPresent(tag -> event.publish("tag", made.getFirst(), tag.familiar()));
        event.publish("import", made.getFirst());
        progress.accept(Progress.of(made.getFirst()));
        return made.getFirst();
    }

    /** Of what a web server has. */
    String url(String url, Wanted wanted, ProgressSink progress) {
        String why = wanted.message.isEmpty() ? "Imported from " + url : wanted.message;
        List<String> made = new ArrayList<>();
        FileWork.run(() -> {
            try (RemoteTar tar = RemoteTar.open(url)) {
                progress.accept(Progress.of("Downloading from " + url));
                made.add(tar(tar.body(), new Wanted(wanted.name, why, wanted.changes, wanted.platform), progress));
            }
        });
        return made.getFirst();
    }
}
