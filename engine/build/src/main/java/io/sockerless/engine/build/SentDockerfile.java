package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.IgnoreFile;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The Dockerfile of a context. */
final class SentDockerfile {
    private SentDockerfile() {}

    /** @throws EngineException INTERNAL if there is none, INVALID if there is nothing in it */
    static byte[] text(BuildRequest request, TarTree context) throws IOException {
        Node node = context.follow(request.dockerfile())
                .filter(found -> !found.isDirectory())
                .orElseThrow(() -> new EngineException( // dockerd, too, takes the blame
                        ErrorKind.INTERNAL, "Cannot locate specified Dockerfile: " + request.dockerfile()));
        byte[] text;
        try (InputStream in = context.open(node)) {
            text = in.readNBytes(4 << 20);
        }
        if (text.length == 0) {
            throw EngineException.invalid("the Dockerfile (" + request.dockerfile() + ") cannot be empty");
        }
        Optional<Node> ignored = context.find(".dockerignore");
        if (ignored.isPresent() && ignored.get().kind() == Node.Kind.FILE) {
            try (InputStream in = context.open(ignored.get())) {
                IgnoreFile ignore = IgnoreFile.parse(in.readNBytes(1 << 20));
                // Clients send these two in any case, for the builder to read.
                List.of(".dockerignore", TarTree.clean(request.dockerfile())).stream()
                        .filter(ignore::excludes)
                        .forEach(context::drop);
            }
        }
        return text;
    }
}
