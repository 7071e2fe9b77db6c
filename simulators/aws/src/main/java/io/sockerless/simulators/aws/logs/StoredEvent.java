package io.sockerless.simulators.aws.logs;

/** @param stream name of its stream */
record StoredEvent(Position position, String stream, long ingested, LogEvent event) {}
