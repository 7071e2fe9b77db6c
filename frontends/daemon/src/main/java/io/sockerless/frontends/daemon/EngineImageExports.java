package io.sockerless.frontends.daemon;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.frontends.buildkit.session.ClientLogins;
import io.sockerless.frontends.buildkit.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The engine's images as BuildKit's frontend wants them. */
final class EngineImageExports implements io.sockerless.frontends.buildkit.solve.Images {
    private final Images images;

    EngineImageExports(Images images) {
        this.images = images;
    }

    @Override
    public void tag(String id, String name) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        images.tag(id, reference.familiarName(), reference.tag().orElseThrow());
    }

    @Override
    public String push(String name, Optional<Session> session, BiConsumer<String, Long> progress) {
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        Images.Credentials credentials = session.flatMap(client -> ClientLogins.at(client, reference.domain()))
                .map(login -> login.user().isEmpty()
                        ? new Images.Credentials("", "", login.secret(), "", reference.domain())
                        : new Images.Credentials(login.user(), login.secret(), "", "", reference.domain()))
                .orElse(Images.Credentials.NONE);
        String[] digest = {""};
        images.push(reference.familiarName(), reference.tag().orElseThrow(), credentials, step -> {
            if (step.aux().get("Digest") instanceof String pushed) {
                digest[0] = pushed;
            } else if (!step.id().isEmpty()) {
                progress.accept(step.id(), step.current());
            }
        });
        return digest[0];
    }

    @Override
    public void save(String id, List<String> names, OutputStream out) throws IOException {
        throw EngineException.notImplemented("cannot export archives yet");
    }

    @Override
    public void saveFiles(String id, OutputStream tar) throws IOException {
        throw EngineException.notImplemented("cannot export files yet");
    }
}
