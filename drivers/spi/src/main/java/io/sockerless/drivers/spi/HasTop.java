package io.sockerless.drivers.spi;

import java.util.List;

/** A task whose processes can be listed. */
public interface HasTop {
    /** Process ids on the host. */
    List<Long> pids();

    /** Titles and rows as {@code ps} with these arguments prints them, for the task's processes only. */
    Processes top(String psArgs);

    record Processes(List<String> titles, List<List<String>> rows) {}
}
