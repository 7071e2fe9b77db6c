package io.sockerless.simulators.aws.s3;

/** @param created in milliseconds since 1970 */
record Bucket(String name, String account, String region, long created) {}
