package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;

/** An operation; its changes become durable only when all that was asked has been understood. */
@FunctionalInterface
interface Action {
    ObjectNode apply(Account account, Asked asked);

    /** What is answered where there is nothing to say. */
    static ObjectNode done() {
        return Json.MAPPER.createObjectNode().put("return", true);
    }
}
