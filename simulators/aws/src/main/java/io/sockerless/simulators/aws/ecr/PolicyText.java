package io.sockerless.simulators.aws.ecr;

/**
 * Who may use something, in the words of IAM.
 *
 * @param owner the key of a repository, or of a registry
 */
record PolicyText(String owner, String text) {}
