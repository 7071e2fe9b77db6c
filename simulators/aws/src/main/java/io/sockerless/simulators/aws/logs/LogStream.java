package io.sockerless.simulators.aws.logs;

/**
 * A log stream.
 *
 * @param group key of its group
 * @param first time of its first event, 0 for none; so are the last and the last ingestion
 * @param cursor how far a source has been read that is copied here; in the same transaction as what was copied
 */
record LogStream(String group, String name, long created, long first, long last, long ingested, String cursor) {
    static String key(String group, String name) {
        return group + ":" + name;
    }

    String key() {
        return key(group, name);
    }

    LogStream with(LogBatch batch, String read) {
        long low = batch.events().stream().mapToLong(LogEvent::timestamp).min().orElseThrow();
        long high = batch.events().stream().mapToLong(LogEvent::timestamp).max().orElseThrow();
        return new LogStream(
                group,
                name,
                created,
                first == 0 ? low : Math.min(first, low),
                Math.max(last, high),
                batch.ingested(),
                read.isEmpty() ? cursor : read);
    }
}
