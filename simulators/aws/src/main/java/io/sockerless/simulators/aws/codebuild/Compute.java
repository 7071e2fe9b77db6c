package io.sockerless.simulators.aws.codebuild;

import java.util.Map;

/** Sizes of builds' containers, of which the memory is limited. */
final class Compute {
    private static final long GIB = 1L << 30;
    private static final Map<String, Long> MEMORY = Map.of(
            "BUILD_GENERAL1_SMALL", 3 * GIB,
            "BUILD_GENERAL1_MEDIUM", 7 * GIB,
            "BUILD_GENERAL1_LARGE", 15 * GIB,
            "BUILD_GENERAL1_XLARGE", 70 * GIB,
            "BUILD_GENERAL1_2XLARGE", 145 * GIB);

    private Compute() {}

    static boolean known(String type) {
        return MEMORY.containsKey(type);
    }

    /** In bytes. */
    static long memory(String type) {
        return MEMORY.get(type);
    }
}
