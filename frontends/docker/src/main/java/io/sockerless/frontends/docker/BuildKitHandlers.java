package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.Locale;

/** Connections for BuildKit's API, and builds that name themselves version 2. */
final class BuildKitHandlers {
    private final BuildKitFrontend buildKit;

    BuildKitHandlers(BuildKitFrontend buildKit) {
        this.buildKit = buildKit;
    }

    void session(Call call) throws IOException, InterruptedException {
        requireUpgrade(call);
        if (call.exchange().requestHeader("X-Docker-Expose-Session-Uuid").isEmpty()) {
            throw EngineException.invalid("a session needs an id: X-Docker-Expose-Session-Uuid");
        }
        buildKit.session(call.exchange());
    }

    void grpc(Call call) throws IOException, InterruptedException {
        requireUpgrade(call);
        buildKit.grpc(call.exchange());
    }

    void build(Call call) throws IOException, InterruptedException {
        buildKit.build(call.exchange());
    }

    /** In dockerd's words. */
    private static void requireUpgrade(Call call) {
        String protocol = call.exchange().requestHeader("Upgrade");
        if (protocol.isEmpty()) {
            throw EngineException.invalid("no upgrade proto in request");
        }
        if (!protocol.toLowerCase(Locale.ROOT).equals("h2c")) {
            throw EngineException.invalid("protocol " + protocol + " not supported");
        }
    }
}
