package io.sockerless.simulators.aws.s3;

/**
 * What a key had before, or that it was deleted.
 *
 * @param object of a deletion's mark, one without content
 * @param marker whether it is such a mark
 */
record Version(StoredObject object, boolean marker) {
    /** A key has no such character. */
    private static final String SEPARATOR = "\0";

    /** What the ids of all of a key's begin with. */
    static String ids(String object) {
        return object + SEPARATOR;
    }

    /** The newest comes first. */
    String id() {
        return ids(object.id()) + "%019d".formatted(Long.MAX_VALUE - object.sequence());
    }
}
