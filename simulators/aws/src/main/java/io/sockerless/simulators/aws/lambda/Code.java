package io.sockerless.simulators.aws.lambda;

/**
 * What a function runs: an image, as it was when the function got it, or a zip file.
 *
 * @param uri as its owner named it; this and what follows is of images
 * @param resolved the same by its digest, where the engine knows that
 * @param id at the engine
 * @param architecture as Lambda calls it
 * @param archive none for an image
 */
record Code(String uri, String resolved, String id, String architecture, Archive archive) {
    Code {
        archive = archive == null ? Archive.NONE : archive;
    }

    static Code zip(Archive archive, String architecture) {
        return new Code("", "", "", architecture, archive);
    }

    /** As CodeSha256 has it: of 64 digits for an image, in base64 for a zip file. */
    String sha256() {
        return archive.there()
                ? archive.sha256()
                : resolved.substring(resolved.indexOf("sha256:") + "sha256:".length());
    }
}
