package io.sockerless.engine.model;

/**
 * Where a container's port is reachable on the host.
 *
 * @param hostIp an address literal; {@code 0.0.0.0} or {@code ::} for all
 * @param hostPort 1..65535; 0 in a request means any free port
 */
public record HostBinding(String hostIp, int hostPort) {}
