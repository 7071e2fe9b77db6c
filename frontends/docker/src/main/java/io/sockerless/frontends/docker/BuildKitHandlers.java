package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.util.Locale;

/** Connections for BuildKit's API, and builds that name themselves version 2. */
final class BuildKitHandlers {
    private final BuildKitFrontend buildKit;

    BuildKitHandlers(BuildKitFrontend buildKit) {
        this.buildKit = buildKit;
    }

    void session(Call call) throws IOException, InterruptedException {
        requireUpgrade(call, ErrorKind.INVALID);
        if (call.exchange().requestHeader("X-Docker-Expose-Session-Uuid").isEmpty()) {
            throw EngineException.invalid("a session needs an id: X-Docker-Expose-Session-Uuid");
        }
        buildKit.session(call.exchange());
    }

    void grpc(Call call) throws IOException, InterruptedException {
        requireUpgrade(call, ErrorKind.INTERNAL);
        buildKit.grpc(call.exchange());
    }

    void build(Call call) throws IOException, InterruptedException {
        buildKit.build(call.exchange());
    }

    /** In dockerd's words, and as it sees them. */
    private static void requireUpgrade(Call call, ErrorKind kind) {
        String protocol = call.exchange().requestHeader("Upgrade");
        if (protocol.isEmpty()) {
            throw new EngineException(kind, "no upgrade proto in request");
        }
        if (!protocol.toLowerCase(Locale.ROOT).equals("h2c")) {
            throw new EngineException(kind, "protocol " + protocol + " not supported");
        }
    }
}
