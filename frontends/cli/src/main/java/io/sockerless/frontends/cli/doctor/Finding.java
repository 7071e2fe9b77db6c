package io.sockerless.frontends.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param mend the command or step that mends it, empty when nothing is wrong
 */
record Finding(Level level, String subject, String detail, String mend) {
    enum Level {
        OK,
        /** Works, but some containers will be refused. */
        WARNING,
        /** No container can run. */
        FAILURE
    }

    static Finding ok(String subject, String detail) {
        return new Finding(Level.OK, subject, detail, "");
    }

    static Finding warning(String subject, String detail, String mend) {
        return new Finding(Level.WARNING, subject, detail, mend);
    }

    static Finding failure(String subject, String detail, String mend) {
        return new Finding(Level.FAILURE, subject, detail, mend);
    }
}
