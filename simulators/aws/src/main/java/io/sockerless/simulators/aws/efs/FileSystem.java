package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;

/**
 * A file system.
 *
 * @param token by which its client made it
 * @param document as it is described, but for what changes
 * @param lifecycle policies as they were put
 */
record FileSystem(
        String id,
        String account,
        String region,
        String token,
        ObjectNode document,
        Map<String, String> tags,
        List<JsonNode> lifecycle) {
    FileSystem {
        tags = Map.copyOf(tags);
        lifecycle = List.copyOf(lifecycle);
    }

    boolean of(Caller caller) {
        return account.equals(caller.account()) && region.equals(caller.region());
    }

    /** Its name at the engine. */
    String volume() {
        return "efs-" + id;
    }

    FileSystem tagged(Map<String, String> other) {
        return new FileSystem(id, account, region, token, document, other, lifecycle);
    }

    FileSystem cooling(List<JsonNode> other) {
        return new FileSystem(id, account, region, token, document, tags, other);
    }
}
