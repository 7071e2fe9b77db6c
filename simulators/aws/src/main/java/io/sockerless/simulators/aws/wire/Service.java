package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * A service's operations, and by what its requests are known.
 *
 * @param name in the scope of credentials and in ARNs
 * @param target what X-Amz-Target begins with; empty for a service that is asked by queries
 * @param version of its API, as queries name it; empty for others
 * @param ec2 whether it writes its answers to queries as EC2 does, and no other service
 */
public record Service(String name, String target, String version, boolean ec2, Map<String, Operation> operations) {
    /** Does what is asked and says what is answered. */
    @FunctionalInterface
    public interface Operation {
        ObjectNode apply(Caller caller, Input input) throws InterruptedException;
    }

    public Service {
        operations = Map.copyOf(operations);
    }

    public static Service json(String name, String target, Map<String, Operation> operations) {
        return new Service(name, target, "", false, operations);
    }

    public static Service query(String name, String version, Map<String, Operation> operations) {
        return new Service(name, "", version, false, operations);
    }

    public static Service ec2(String name, String version, Map<String, Operation> operations) {
        return new Service(name, "", version, true, operations);
    }

    String namespace() {
        return (ec2 ? "http://" : "https://") + name + ".amazonaws.com/doc/" + version + "/";
    }

    public Set<String> served() {
        return operations.keySet();
    }
}
