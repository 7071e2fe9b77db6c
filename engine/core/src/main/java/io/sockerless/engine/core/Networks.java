package io.sockerless.engine.core;

import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.network.IpamPool;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Networks: {@code /networks}. The three that Docker always has, and those that somebody made. */
public interface Networks {
    /**
     * A network as it is now.
     *
     * @param containers by id, Docker's {@code EndpointResource} as JSON values
     */
    record Network(
            String name,
            String id,
            Instant created,
            String scope,
            String driver,
            boolean enableIpv6,
            Ipam ipam,
            boolean internal,
            boolean attachable,
            Map<String, Map<String, Object>> containers,
            Map<String, String> options,
            Map<String, String> labels,
            boolean builtIn) {}

    /** @param options empty for none given */
    record Ipam(String driver, Map<String, String> options, List<IpamPool> pools) {
        public Ipam {
            options = Map.copyOf(options);
            pools = List.copyOf(pools);
        }
    }

    /** A network that is wanted. Texts may be empty. */
    record CreateRequest(
            String name,
            String driver,
            String scope,
            boolean enableIpv6,
            Ipam ipam,
            boolean internal,
            boolean attachable,
            boolean ingress,
            boolean configOnly,
            String configFrom,
            Map<String, String> options,
            Map<String, String> labels) {}

    List<Network> list(Map<String, List<String>> filters);

    /** @param ref a name, an id or the unique start of one */
    Network get(String ref);

    /** @return the id */
    String create(CreateRequest request);

    void remove(String ref);

    /** @return names of the networks removed */
    List<String> prune(Map<String, List<String>> filters);

    void connect(String ref, String container, EndpointConfig endpoint);

    void disconnect(String ref, String container, boolean force);
}
