package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.buildkit.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Dockerfile to build, with all that it needs in place.
 *
 * @param context what of the client's directory is not ignored
 * @param contexts others, by name; what Dockerfiles mean by {@code FROM name} and {@code --from=name}
 * @param platform empty for this machine's
 * @param session of the client, for secrets, logins and agents; empty when it has none
 */
public record Recipe(
        byte[] dockerfile,
        String filename,
        Path context,
        Map<String, Named> contexts,
        Attributes attributes,
        Optional<Platform> platform,
        boolean inlineCache,
        List<String> cacheFrom,
        Optional<Session> session) {
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
                session);
    }

    /** What a named context is. */
    public sealed interface Named {
        record Directory(Path path) implements Named {}

        record Image(String reference) implements Named {}
    }
}
