package io.sockerless.frontends.buildkit.session;

import io.grpc.StatusRuntimeException;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.auth.AuthGrpc;
import io.sockerless.frontends.buildkit.wire.auth.CredentialsRequest;
import io.sockerless.frontends.buildkit.wire.auth.CredentialsResponse;
import java.util.Optional;

/** A client's logins at registries. */
public final class ClientLogins {
    private static final String METHOD = "/moby.filesync.v1.Auth/Credentials";
    /** By which name clients keep their login at Docker Hub. */
    private static final String HUB = "registry-1.docker.io";

    private ClientLogins() {}

    /** With an empty user the secret is an identity token. */
    public record Login(String user, String secret) {}

    /** @return empty when the client has none for that registry */
    public static Optional<Login> at(Session session, String registry) {
        if (!session.offers(METHOD)) {
            return Optional.empty();
        }
        String host = registry.equals("docker.io") ? HUB : registry;
        try {
            CredentialsResponse login = AuthGrpc.newBlockingStub(session.channel())
                    .credentials(CredentialsRequest.newBuilder().setHost(host).build());
            return login.getSecret().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Login(login.getUsername(), login.getSecret()));
        } catch (StatusRuntimeException e) {
            throw Failures.ofClient(e);
        }
    }
}
