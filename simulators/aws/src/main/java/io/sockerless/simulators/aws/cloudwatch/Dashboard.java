package io.sockerless.simulators.aws.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import java.time.Instant;
import java.util.Map;

/**
 * What somebody likes to look at, of an account in all of its regions.
 *
 * @param body as it was put
 * @param changed in milliseconds since 1970
 */
record Dashboard(String account, String name, String body, long changed, Map<String, String> tags) implements Tagged {
    Dashboard {
        tags = Map.copyOf(tags);
    }

    static String key(String account, String name) {
        return account + "/" + name;
    }

    String key() {
        return key(account, name);
    }

    String arn() {
        return "arn:aws:cloudwatch::" + account + ":dashboard/" + name;
    }

    Dashboard tagged(Map<String, String> others) {
        return new Dashboard(account, name, body, changed, others);
    }

    ObjectNode listed() {
        ObjectNode out =
                Json.MAPPER.createObjectNode().put("DashboardName", name).put("DashboardArn", arn());
        out.putPOJO("LastModified", Instant.ofEpochMilli(changed));
        return out.put("Size", body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }
}
