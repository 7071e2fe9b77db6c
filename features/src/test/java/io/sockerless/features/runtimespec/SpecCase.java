package io.sockerless.features.runtimespec;

/**
 * One container that both daemons are to start.
 *
 * @param id names it in reports and in {@code runtime-differences.md}
 * @param config further fields of the container, as JSON without its braces
 * @param host fields of HostConfig, as JSON without its braces; {@code <anchor>} stands for another running container
 */
record SpecCase(String id, String config, String host) {

    static SpecCase host(String id, String host) {
        return new SpecCase(id, "", host);
    }

    static SpecCase config(String id, String config) {
        return new SpecCase(id, config, "");
    }

    /** The body of the request that creates it. */
    String body(String anchor) {
        var start = config.contains("\"Cmd\"")
                ? "{\"Image\":\"busybox\""
                : "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"1000\"]";
        return start + (config.isEmpty() ? "" : "," + config) + ",\"HostConfig\":{" + host.replace("<anchor>", anchor)
                + "}}";
    }
}
