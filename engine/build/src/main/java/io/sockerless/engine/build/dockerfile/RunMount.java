package io.sockerless.engine.build.dockerfile;

import java.util.Map;

/**
 * A {@code --mount} of {@code RUN}, its words as written.
 *
 * @param type bind, cache, tmpfs, secret or ssh
 * @param options by their usual names: target, source, from, readonly ({@code "true"} or {@code "false"}), id, sharing,
 *     mode, uid, gid, size, required, env. Only those that were given.
 */
public record RunMount(String type, Map<String, String> options) {}
