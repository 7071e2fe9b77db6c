package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A service's operations, and by what its requests are known.
 *
 * @param name in the scope of credentials and in ARNs
 * @param target what X-Amz-Target begins with; empty for a service that is asked by queries
 * @param version of its API, as queries name it; empty for others
 * @param ec2 whether it writes its answers to queries as EC2 does, and no other service
 * @param telling operations that answer with a stream of events
 * @param shapes of a service that is asked in several protocols
 */
public record Service(
        String name,
        String target,
        String version,
        boolean ec2,
        Map<String, Operation> operations,
        Map<String, Telling> telling,
        Shapes shapes) {
    /** Does what is asked and says what is answered. */
    @FunctionalInterface
    public interface Operation {
        ObjectNode apply(Caller caller, Input input) throws InterruptedException;
    }

    /** Checks what is asked, which it may refuse, and gives what answers it. */
    @FunctionalInterface
    public interface Telling {
        Events apply(Caller caller, Input input);
    }

    /** Tells events as long as the client listens: it is interrupted when that leaves. */
    @FunctionalInterface
    public interface Events {
        void tell(EventStream out) throws IOException, InterruptedException;
    }

    public Service {
        operations = Map.copyOf(operations);
        telling = Map.copyOf(telling);
    }

    public static Service json(String name, String target, Map<String, Operation> operations) {
        return json(name, target, operations, Map.of());
    }

    public static Service json(
            String name, String target, Map<String, Operation> operations, Map<String, Telling> telling) {
        return new Service(name, target, "", false, operations, telling, Shapes.NONE);
    }

    public static Service query(String name, String version, Map<String, Operation> operations) {
        return new Service(name, "", version, false, operations, Map.of(), Shapes.NONE);
    }

    public static Service ec2(String name, String version, Map<String, Operation> operations) {
        return new Service(name, "", version, true, operations, Map.of(), Shapes.NONE);
    }

    /** One that is asked by queries, in JSON and in CBOR. */
    public static Service several(
            String name, String target, String version, Shapes shapes, Map<String, Operation> operations) {
        return new Service(name, target, version, false, operations, Map.of(), shapes);
    }

    String namespace() {
        return (ec2 || !shapes.none() ? "http://" : "https://") + name + ".amazonaws.com/doc/" + version + "/";
    }

    public Set<String> served() {
        Set<String> all = new TreeSet<>(operations.keySet());
        all.addAll(telling.keySet());
        return all;
    }
}
