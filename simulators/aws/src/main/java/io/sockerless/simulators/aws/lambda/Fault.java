package io.sockerless.simulators.aws.lambda;

/** What an environment cannot go on for, but for its runtime. @param type as in {@code Extension.Crash} */
record Fault(String type, String told) {}
