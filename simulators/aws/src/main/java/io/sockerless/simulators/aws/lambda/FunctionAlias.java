package io.sockerless.simulators.aws.lambda;

/**
 * Another name of a version.
 *
 * @param arn with its name
 */
record FunctionAlias(String arn, String name, String version, String description, String revision) {}
