package io.sockerless.frontends.docker;

import io.sockerless.engine.build.Builder;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Execs;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.core.Networks;
import io.sockerless.engine.core.SystemInfo;
import io.sockerless.engine.core.Volumes;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.RouteTable;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Docker REST API, versions 1.24 to 1.51: takes the version off the path, finds the operation, renders failures. */
public final class DockerApi implements Api {
    private static final Pattern VERSIONED = Pattern.compile("/v(\\d{1,3}\\.\\d{1,3})(/.*)");

    private final RouteTable<DockerRoutes.Route> routes;

    public DockerApi(
            Containers containers,
            Execs execs,
            Images images,
            Builder builder,
            Volumes volumes,
            Networks networks,
            Events events,
            SystemInfo system,
            DaemonFacts daemon,
            BuildKitFrontend buildKit) {
        this.routes = DockerRoutes.table(
                new Services(containers, execs, images, builder, volumes, networks, events, system, daemon, buildKit));
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        Matcher versioned = VERSIONED.matcher(exchange.path());
        var match = routes.find(exchange.method(), versioned.matches() ? versioned.group(2) : exchange.path());
        if (match.isEmpty()) {
            exchange.send(Failures.answer(404, "page not found"));
            return;
        }
        exchange.operation(match.get().target().operationId());
        exchange.header("Server", "Docker/sockerless (linux)");
        exchange.header("Api-Version", ApiVersion.NEWEST.toString());
        exchange.header("Ostype", "linux");
        ApiVersion version = versioned.matches() ? ApiVersion.negotiate(versioned.group(1)) : ApiVersion.NEWEST;
        exchange.header("Docker-Experimental", "false");
        match.get()
                .target()
                .handler()
                .handle(new Call(exchange, version, match.get().parameter()));
    }

    @Override
    public Answer failure(Throwable failure) {
        return Failures.of(failure);
    }

    @Override
    public Answer malformed(int status, String message) {
        return Failures.answer(status, message);
    }
}
