package io.sockerless.frontends.buildkit;

import io.sockerless.engine.build.Builder;
import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.core.Images;
import io.sockerless.frontends.buildkit.engine.EngineDockerfiles;
import io.sockerless.frontends.buildkit.engine.EngineImages;
import io.sockerless.frontends.buildkit.session.Sessions;
import io.sockerless.frontends.buildkit.solve.Services;
import io.sockerless.frontends.buildkit.transport.GrpcServer;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Hijack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * BuildKit's API over connections that clients of the Docker API hand over. What it is made of is loaded when the first
 * client comes: most daemons never see one.
 */
public final class BuildKit implements AutoCloseable {
    private final Supplier<Services> making;
    private Services services;
    private GrpcServer server;

    /**
     * @param version of this engine
     * @param state a directory for what clients have sent
     * @param run one for sockets
     */
    public BuildKit(String version, Path state, Path run, Builder builder, Images images, ImageBuilding building) {
        making = () ->
                new Services(version, state, new EngineDockerfiles(builder, building, run), new EngineImages(images));
    }

    private synchronized Services services() {
        if (services == null) {
            services = making.get();
            server = GrpcServer.of(services.all());
        }
        return services;
    }

    private synchronized GrpcServer server() {
        services();
        return server;
    }

    /** A client calls. */
    public void grpc(Exchange exchange) throws IOException, InterruptedException {
        GrpcServer answering = server();
        answering.serve(upgrade(exchange), exchange::onLeave);
    }

    /** A client lets itself be called. */
    public void session(Exchange exchange) throws IOException, InterruptedException {
        Sessions sessions = services().sessions();
        sessions.serve(exchange, upgrade(exchange));
    }

    /** A client has its build described by a query. */
    public void build(Exchange exchange) throws IOException, InterruptedException {
        services().queryBuilds().run(exchange);
    }

    private static Hijack upgrade(Exchange exchange) throws IOException {
        exchange.header("Connection", "Upgrade");
        exchange.header("Upgrade", "h2c");
        return exchange.hijack(101, "Switching Protocols");
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
