package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.buildkit.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One Dockerfile to build, with all that it needs in place.
 *
 * @param context what of the client's directory is not ignored
 * @param contexts others, by name; what Dockerfiles mean by {@code FROM name} and {@code --from=name}
 * @param platform empty for this machine's
 * @param session of the client, for secrets, logins and agents; empty when it has none
 * @param gate is told of each source before it is used, and throws to forbid it
 */
public record Recipe(
        byte[] dockerfile,
        String filename,
        Named.Files context,
        Map<String, Named> contexts,
        Attributes attributes,
        Optional<Platform> platform,
        boolean inlineCache,
        List<String> cacheFrom,
        Optional<Session> session,
        Consumer<String> gate) {
    public Recipe {
        contexts = Map.copyOf(contexts);
        cacheFrom = List.copyOf(cacheFrom);
    }

    Recipe on(Platform wanted) {
        return new Recipe(
                dockerfile,
                filename,
                context,
                contexts,
                attributes,
                Optional.of(wanted),
                inlineCache,
                cacheFrom,
                session,
                gate);
    }

    /** What a named context is. */
    public sealed interface Named {
        sealed interface Files extends Named {}

        /** Of the client, as it was received. */
        record Directory(Path path) implements Files {}

        /** Fetched here. */
        record Tree(Fetched files) implements Files {}

        record Image(String reference) implements Named {}
    }
}
