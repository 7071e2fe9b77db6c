package io.sockerless.features.external;

/** How a test of another project ended. */
enum Outcome {
    PASSED,
    FAILED,
    /** By its own decision, or because it is expected to fail. */
    SKIPPED
}
