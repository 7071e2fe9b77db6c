package io.sockerless.engine.build;

import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.History;
import io.sockerless.engine.oci.Image;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The images of {@code --cache-from}: steps that made them are known, also where the images were pulled or loaded and
 * nothing but their history tells of the steps. The rules are those of docker's classic builder, but that steps of
 * several images go together, as those of a cache of several stages must.
 */
final class CacheSources {
    private final ImageBuilding images;
    private final List<Image> sources;

    CacheSources(ImageBuilding images, List<Image> sources) {
        this.images = images;
        this.sources = sources;
    }

    /**
     * @param parent an id, or empty
     * @param local what the same step made here
     * @param step whose image is looked for
     */
    Optional<String> find(String parent, Stream<String> local, CommitOptions step) {
        Optional<String> own = local.filter(id -> sources.stream()
                        .anyMatch(source -> images.descends(source.id().toString(), id)))
                .findFirst();
        return own.or(() -> restored(parent, step));
    }

    private Optional<String> restored(String parent, CommitOptions step) {
        Optional<Image> before = parent.isEmpty() ? Optional.empty() : Optional.of(images.image(parent));
        List<History> past = before.map(image -> image.config().history()).orElse(List.of());
        for (Image source : sources) {
            List<History> whole = source.config().history();
            if (begins(source, before, past)
                    && whole.get(past.size()).createdBy().equals(step.createdBy())
                    && whole.get(past.size()).comment().equals(step.comment())) {
                return Optional.of(images.restored(parent, source, step));
            }
        }
        return Optional.empty();
    }

    private static boolean begins(Image source, Optional<Image> before, List<History> past) {
        List<History> whole = source.config().history();
        var layers = before.map(image -> image.config().diffIds()).orElse(List.of());
        var all = source.config().diffIds();
        boolean layered =
                whole.size() <= past.size() || whole.get(past.size()).emptyLayer() || all.size() > layers.size();
        return whole.size() > past.size()
                && same(whole.subList(0, past.size()), past)
                && all.size() >= layers.size()
                && all.subList(0, layers.size()).equals(layers)
                && layered;
    }

    /** The same steps; when they were done is another matter, and what they gave is in the layers. */
    private static boolean same(List<History> some, List<History> others) {
        return timeless(some).equals(timeless(others));
    }

    private static List<History> timeless(List<History> steps) {
        return steps.stream()
                .map(step -> new History("", step.createdBy(), step.author(), step.comment(), step.emptyLayer()))
                .toList();
    }
}
