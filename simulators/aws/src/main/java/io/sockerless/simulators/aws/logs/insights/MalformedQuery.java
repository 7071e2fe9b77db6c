package io.sockerless.simulators.aws.logs.insights;

/** A query that is none, or that says something which is not simulated. */
public final class MalformedQuery extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int start;
    private final int end;

    /** @param start where in the query, in characters; the end is behind it */
    MalformedQuery(String message, int start, int end) {
        super(message);
        this.start = start;
        this.end = end;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }
}
