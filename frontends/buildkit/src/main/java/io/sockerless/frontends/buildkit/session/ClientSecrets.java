package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.secrets.GetSecretRequest;
import io.sockerless.frontends.buildkit.wire.secrets.SecretsGrpc;
import java.util.Optional;

/** Secrets that a client has for steps that ask for them. */
public final class ClientSecrets {
    private static final String METHOD = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

    private ClientSecrets() {}

    /** @return empty when the client has none of that name */
    public static Optional<byte[]> get(Session session, String id) {
        if (!session.offers(METHOD)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SecretsGrpc.newBlockingStub(session.channel())
                            .getSecret(GetSecretRequest.newBuilder().setID(id).build())
                            .getData())
                    .map(ByteString::toByteArray);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw Failures.ofClient(e);
        }
    }
}
