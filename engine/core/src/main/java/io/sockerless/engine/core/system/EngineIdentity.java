package io.sockerless.engine.core.system;

import java.time.Instant;

/**
 * What is made once per state directory.
 *
 * @param id for info's ID
 * @param hostNetwork and {@code noneNetwork}: ids of the networks that are not the driver's
 */
public record EngineIdentity(String id, String hostNetwork, String noneNetwork, Instant created) {}
