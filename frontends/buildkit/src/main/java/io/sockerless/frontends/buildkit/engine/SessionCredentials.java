package io.sockerless.frontends.buildkit.engine;

import io.sockerless.engine.core.Images.Credentials;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.frontends.buildkit.session.ClientLogins;
import io.sockerless.frontends.buildkit.session.Session;
import java.util.Optional;

/** A client's logins in the engine's terms. */
final class SessionCredentials {
    private SessionCredentials() {}

    static Credentials of(Optional<Session> session, ImageReference image) {
        return session.flatMap(client -> ClientLogins.at(client, image.domain()))
                .map(login -> login.user().isEmpty()
                        ? new Credentials("", "", login.secret(), "", image.domain())
                        : new Credentials(login.user(), login.secret(), "", "", image.domain()))
                .orElse(Credentials.NONE);
    }
}
