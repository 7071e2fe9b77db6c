package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * A way into a file system, with a root and a user of its own.
 *
 * @param token by which its client made it
 * @param document as it is described, but for its tags
 */
record AccessPoint(
        String id,
        String account,
        String region,
        String fileSystem,
        String token,
        ObjectNode document,
        Map<String, String> tags) {
    AccessPoint {
        tags = Map.copyOf(tags);
    }

    boolean of(Caller caller) {
        return account.equals(caller.account()) && region.equals(caller.region());
    }

    AccessPoint tagged(Map<String, String> other) {
        return new AccessPoint(id, account, region, fileSystem, token, document, other);
    }

    String root() {
        return document.path("RootDirectory").path("Path").asText("/");
    }

    Optional<Share.User> user() {
        JsonNode user = document.path("PosixUser");
        return user.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Share.User(
                        user.path("Uid").asLong(),
                        user.path("Gid").asLong(),
                        user.path("SecondaryGids")
                                .valueStream()
                                .map(JsonNode::asLong)
                                .toList()));
    }

    Optional<Share.Owner> creation() {
        JsonNode info = document.path("RootDirectory").path("CreationInfo");
        return info.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Share.Owner(
                        info.path("OwnerUid").asLong(),
                        info.path("OwnerGid").asLong(),
                        Integer.parseInt(info.path("Permissions").asText(), 8)));
    }
}
