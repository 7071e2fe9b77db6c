package io.sockerless.simulators.aws.servicediscovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A namespace, a service, an instance or an operation.
 *
 * @param key by which it is found: an id, an instance's after that of its service
 * @param owner the account and region that it is of
 * @param parent the namespace of a service, the service of an instance; empty for others
 * @param document as it is described
 * @param extra what is not described: the VPC of a namespace, the health of an instance
 */
record Named(
        String key,
        String owner,
        String parent,
        ObjectNode document,
        Map<String, String> extra,
        Map<String, String> tags) {
    Named {
        extra = Map.copyOf(extra);
        tags = Map.copyOf(tags);
    }

    static String owner(Caller caller) {
        return caller.account() + "/" + caller.region();
    }

    boolean of(Caller caller) {
        return owner.equals(owner(caller));
    }

    String text(String field) {
        return document.path(field).asText();
    }

    String extra(String name) {
        return extra.getOrDefault(name, "");
    }

    Named with(Consumer<ObjectNode> change) {
        ObjectNode changed = document.deepCopy();
        change.accept(changed);
        return new Named(key, owner, parent, changed, extra, tags);
    }

    Named with(Map<String, String> others) {
        return new Named(key, owner, parent, document, others, tags);
    }

    Named tagged(Map<String, String> others) {
        return new Named(key, owner, parent, document, extra, others);
    }
}
