package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Tokens for the registry. */
record Authorization(Tokens tokens, Place place) {
    Map<String, Operation> operations() {
        return Map.of("GetAuthorizationToken", this::token);
    }

    private ObjectNode token(Caller caller, Input input) {
        Repositories.only(input, "registryIds");
        input.texts("registryIds").forEach(id -> Repositories.ownRegistry(caller, id));
        Tokens.Token token = tokens.issue(caller.account());
        byte[] pair = ("AWS:" + token.password()).getBytes(StandardCharsets.UTF_8);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putArray("authorizationData")
                .addObject()
                .put("authorizationToken", Base64.getEncoder().encodeToString(pair))
                .put("expiresAt", token.expires().getEpochSecond())
                .put("proxyEndpoint", "http://" + place.authority());
        return out;
    }
}
