package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;

/**
 * An image that has been built.
 *
 * @param id the digest of its config
 * @param config as JSON
 */
public record Built(String id, Platform platform, byte[] config) {}
