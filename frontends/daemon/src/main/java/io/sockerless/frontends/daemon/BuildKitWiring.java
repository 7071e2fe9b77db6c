package io.sockerless.frontends.daemon;

import io.sockerless.engine.core.Engine;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.buildkit.BuildKit;
import io.sockerless.frontends.buildkit.solve.Built;
import io.sockerless.frontends.buildkit.solve.Dockerfiles;
import io.sockerless.frontends.buildkit.solve.Progress;
import io.sockerless.frontends.buildkit.solve.Recipe;
import io.sockerless.frontends.docker.BuildKitFrontend;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** BuildKit's frontend over the engine. */
final class BuildKitWiring implements BuildKitFrontend {
    private final BuildKit buildKit;

    BuildKitWiring(Engine engine, Path state) {
        buildKit = new BuildKit(
                "sockerless", "0.1.0", state, NoBuilder::new, () -> new EngineImageExports(engine.images()));
    }

    @Override
    public void session(Exchange exchange) throws IOException, InterruptedException {
        buildKit.session(exchange);
    }

    @Override
    public void grpc(Exchange exchange) throws IOException, InterruptedException {
        buildKit.grpc(exchange);
    }

    @Override
    public void build(Exchange exchange) throws IOException, InterruptedException {
        buildKit.build(exchange);
    }

    void close() {
        buildKit.close();
    }

    private static final class NoBuilder implements Dockerfiles {
        @Override
        public List<Platform> platforms() {
            return Platform.host().runnable();
        }

        @Override
        public List<String> ignored(byte[] ignoreFile) {
            return new String(ignoreFile, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }

        @Override
        public Built build(Recipe recipe, Progress progress) {
            throw EngineException.notImplemented("this engine cannot build images");
        }
    }
}
