package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A revision of a task definition.
 *
 * @param document as it is described, with what the client said whole
 */
record Definition(
        String arn, String family, int revision, String status, ObjectNode document, Map<String, String> tags) {
    static final String ACTIVE = "ACTIVE";
    static final String INACTIVE = "INACTIVE";

    Definition {
        tags = Map.copyOf(tags);
    }

    /** Sorts families by their names and revisions by their numbers. */
    String order() {
        return family + ":%09d".formatted(revision);
    }

    Definition with(String other, double now) {
        ObjectNode changed = document.deepCopy().put("status", other);
        if (other.equals(INACTIVE)) {
            changed.put("deregisteredAt", now);
        }
        return new Definition(arn, family, revision, other, changed, tags);
    }

    Definition tagged(Map<String, String> other) {
        return new Definition(arn, family, revision, status, document, other);
    }
}
