package io.sockerless.frontends.buildkit.session;

import io.grpc.StatusRuntimeException;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.gateway.ResolveSourceMetaResponse;
import io.sockerless.frontends.buildkit.wire.ops.Platform;
import io.sockerless.frontends.buildkit.wire.ops.SourceOp;
import io.sockerless.frontends.buildkit.wire.policysession.CheckPolicyRequest;
import io.sockerless.frontends.buildkit.wire.policysession.CheckPolicyResponse;
import io.sockerless.frontends.buildkit.wire.policysession.DecisionResponse;
import io.sockerless.frontends.buildkit.wire.policysession.DenyMessage;
import io.sockerless.frontends.buildkit.wire.policysession.PolicyVerifierGrpc;
import java.util.stream.Collectors;

/** What a client allows its builds to use. */
public final class ClientPolicies {
    private static final String METHOD = "/moby.buildkit.v1.sourcepolicy.policysession.PolicyVerifier/CheckPolicy";

    private ClientPolicies() {}

    /**
     * Asks whether a source may be used.
     *
     * @param source {@code docker-image://…}, or an address
     * @throws EngineException FORBIDDEN when it may not; NOT_IMPLEMENTED when the client wants to know more before it
     *     decides, or another one in its place
     */
    public static void check(Session session, Platform platform, String source) {
        session.require(METHOD);
        CheckPolicyRequest question = CheckPolicyRequest.newBuilder()
                .setPlatform(platform)
                .setSource(ResolveSourceMetaResponse.newBuilder()
                        .setSource(SourceOp.newBuilder().setIdentifier(source)))
                .build();
        CheckPolicyResponse answer;
        try {
            answer = PolicyVerifierGrpc.newBlockingStub(session.channel()).checkPolicy(question);
        } catch (StatusRuntimeException e) {
            throw Failures.ofClient(e);
        }
        if (!answer.hasDecision()) {
            throw EngineException.notImplemented("the client's policy wants to know more of " + source
                    + " than its name, which this engine cannot tell it");
        }
        DecisionResponse decision = answer.getDecision();
        switch (decision.getAction()) {
            case ALLOW -> {}
            case DENY ->
                throw new EngineException(
                        ErrorKind.FORBIDDEN, "source \"" + source + "\" not allowed by policy" + reasons(decision));
            default ->
                throw EngineException.notImplemented(
                        "the client's policy wants another source in place of " + source + ", which is not supported");
        }
    }

    private static String reasons(DecisionResponse decision) {
        return decision.getDenyMessagesList().stream()
                .map(DenyMessage::getMessage)
                .map(text -> ": " + text)
                .collect(Collectors.joining());
    }
}
