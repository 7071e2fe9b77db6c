package io.sockerless.simulators.aws.lambda;

/**
 * What a function runs: an image, as it was when the function got it.
 *
 * @param uri as its owner named it
 * @param resolved the same by its digest, where the engine knows that
 * @param id at the engine
 * @param architecture as Lambda calls it
 */
record Code(String uri, String resolved, String id, String architecture) {
    /** As CodeSha256 has it, of 64 digits. */
    String sha256() {
        return resolved.substring(resolved.indexOf("sha256:") + "sha256:".length());
    }
}
