package io.sockerless.frontends.daemon;

import io.sockerless.engine.build.Builder;
import io.sockerless.engine.core.Engine;
import io.sockerless.frontends.buildkit.BuildKit;
import io.sockerless.frontends.docker.BuildKitFrontend;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.nio.file.Path;

/** BuildKit's frontend behind the Docker API. */
final class BuildKitWiring implements BuildKitFrontend, AutoCloseable {
    private final BuildKit buildKit;

    /**
     * @param state a directory for what clients have sent
     * @param run one for sockets, emptied by the builder when it starts
     */
    BuildKitWiring(Engine engine, Builder builder, String version, Path state, Path run) {
        buildKit = new BuildKit(version, state, run, builder, engine.images(), engine.imageBuilding());
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

    @Override
    public void close() {
        buildKit.close();
    }
}
