package io.sockerless.drivers.docker;

import io.sockerless.drivers.docker.wire.RemoteHost;
import java.nio.file.Path;

/**
 * Which engine to pass containers on to.
 *
 * @param state directory of the driver's own, durable: it keeps by which label our containers are known there
 */
public record DockerConfig(RemoteHost host, Path state) {}
