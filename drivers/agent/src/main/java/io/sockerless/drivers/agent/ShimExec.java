package io.sockerless.drivers.agent;

import java.util.List;
import java.util.Map;

/**
 * One more process in a running container.
 *
 * @param process the OCI process object, whole: args, env, cwd, user, capabilities, …
 * @param consoleSize height and width of its terminal; empty to leave it
 */
public record ShimExec(String execId, Map<String, Object> process, boolean terminal, List<Integer> consoleSize) {
    public ShimExec {
        consoleSize = List.copyOf(consoleSize);
    }
}
