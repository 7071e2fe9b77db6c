package io.sockerless.frontends.docker;

/**
 * An operation of Docker's API description.
 *
 * @param path as described, for example {@code /containers/{id}/json}
 * @param served whether it does its work; otherwise it is refused with the reason
 */
public record Operation(String method, String path, String operationId, boolean served) {}
