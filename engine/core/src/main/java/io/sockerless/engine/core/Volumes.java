package io.sockerless.engine.core;

import io.sockerless.engine.model.Volume;
import java.util.List;
import java.util.Map;

/** Volumes: {@code /volumes}. An unknown one gives NOT_FOUND "get NAME: no such volume". */
public interface Volumes {
    record ListResult(List<Volume> volumes, List<String> warnings) {}

    /** @param refCount containers that use it; {@code size} in bytes */
    record Usage(Volume volume, long refCount, long size) {}

    /** @param name empty for a generated one */
    Volume create(String name, String driver, Map<String, String> options, Map<String, String> labels);

    ListResult list(Map<String, List<String>> filters);

    Volume get(String name);

    void remove(String name, boolean force);

    Containers.Pruned prune(Map<String, List<String>> filters, boolean anonymousOnly);

    List<Usage> usage();
}
