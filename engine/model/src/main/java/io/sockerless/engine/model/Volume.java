package io.sockerless.engine.model;

import java.time.Instant;
import java.util.Map;

/** A named place for data that outlives containers. */
public record Volume(
        String name,
        String driver,
        String mountpoint,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options,
        boolean anonymous) {}
