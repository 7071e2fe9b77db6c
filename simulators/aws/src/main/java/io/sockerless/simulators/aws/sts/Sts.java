package io.sockerless.simulators.aws.sts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service;
import java.util.Map;

/** Who one is. Roles are not assumed: there are none yet. */
public final class Sts {
    private Sts() {}

    public static Service service() {
        return Service.query("sts", "2011-06-15", Map.of("GetCallerIdentity", Sts::getCallerIdentity));
    }

    private static ObjectNode getCallerIdentity(Caller caller, Input input) {
        return Json.MAPPER
                .createObjectNode()
                .put("UserId", caller.account())
                .put("Account", caller.account())
                .put("Arn", "arn:aws:iam::" + caller.account() + ":root");
    }
}
