package io.sockerless.simulators.aws.logs;

import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;

/**
 * A query of Logs Insights and what came of it.
 *
 * @param groups names of the groups that it is about
 * @param start of the events that are looked at, in milliseconds, as is the end, which belongs to them
 * @param limit of rows
 * @param created in milliseconds
 * @param status as clients are told
 * @param result of a query that is complete, else empty
 * @param again whether it was begun anew after its simulator was killed
 */
record StoredQuery(
        Caller owner,
        String id,
        String text,
        List<String> groups,
        long start,
        long end,
        int limit,
        long created,
        String status,
        Result result,
        boolean again) {
    static final String RUNNING = "Running";
    static final String COMPLETE = "Complete";
    static final String CANCELLED = "Cancelled";
    static final String FAILED = "Failed";

    /** @param millis that it took */
    record Result(List<Map<String, String>> rows, long matched, long scanned, long bytes, long millis) {
        static final Result NONE = new Result(List.of(), 0, 0, 0, 0);

        Result {
            rows = List.copyOf(rows);
        }
    }

    StoredQuery {
        groups = List.copyOf(groups);
    }

    boolean running() {
        return status.equals(RUNNING);
    }

    StoredQuery ended(String how, Result found) {
        return new StoredQuery(owner, id, text, groups, start, end, limit, created, how, found, again);
    }

    StoredQuery begunAgain() {
        return new StoredQuery(owner, id, text, groups, start, end, limit, created, status, result, true);
    }
}
