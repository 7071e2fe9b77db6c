package io.sockerless.engine.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Networks: {@code /networks}. The three that Docker always has; further ones are refused by name. */
public interface Networks {
    /** @param ipam Docker's IPAM object as JSON values */
    record Network(
            String name,
            String id,
            Instant created,
            String scope,
            String driver,
            Map<String, Object> ipam,
            Map<String, Map<String, Object>> containers,
            Map<String, String> options,
            Map<String, String> labels) {}

    List<Network> list(Map<String, List<String>> filters);

    Network get(String ref);
}
