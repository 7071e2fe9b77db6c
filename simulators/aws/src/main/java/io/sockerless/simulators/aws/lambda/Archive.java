package io.sockerless.simulators.aws.lambda;

/**
 * A zip file that was uploaded, of a function or a layer.
 *
 * @param file the name of the file that it is in; empty for none
 * @param sha256 of it, in base64
 * @param size in bytes
 * @param unzipped in bytes, all of its files together
 * @param bootstrap whether it has a program of that name at its top
 */
record Archive(String file, String sha256, long size, long unzipped, boolean bootstrap) {
    static final Archive NONE = new Archive("", "", 0, 0, false);

    boolean there() {
        return !file.isEmpty();
    }
}
