package io.sockerless.drivers.agent;

import java.util.List;
import java.util.Map;

/**
 * What a shim needs to make its container.
 *
 * @param bundle absolute path of the OCI bundle
 * @param runtime name or path of crun or runc
 * @param runtimeRoot the runtime's state directory; empty for its own default
 * @param hideUnified run the runtime where {@code /sys/fs/cgroup/unified} is not mounted (crun on a hybrid host)
 * @param terminal must equal the OCI config's {@code process.terminal}
 * @param cgroupManager what the runtime is to make control groups by; empty for its default
 * @param stdin whether the container has a stdin at all
 * @param stdinOnce whether the EOF of an attached stdin closes the container's
 * @param consoleSize height and width; empty to leave it
 */
public record ShimCreate(
        String id,
        String bundle,
        String runtime,
        String runtimeRoot,
        boolean hideUnified,
        String cgroupManager,
        boolean terminal,
        boolean stdin,
        boolean stdinOnce,
        List<Integer> consoleSize,
        Log log,
        Oom oom) {
    public ShimCreate {
        consoleSize = List.copyOf(consoleSize);
    }

    /**
     * Where output is kept.
     *
     * @param driver {@code json-file} or {@code none}
     * @param maxSize bytes after which the file is rotated; 0 for never
     * @param maxFile number of files kept, the current one included
     * @param compress whether all but the current one are compressed
     * @param attributes what each entry has besides
     * @param buffer bytes that may wait to be written, what is more is dropped; 0 makes the container wait
     */
    public record Log(
            String driver,
            String path,
            long maxSize,
            int maxFile,
            boolean compress,
            Map<String, String> attributes,
            long buffer) {
        /** No log. */
        public static final Log NONE = new Log("none", "", 0, 0, false, Map.of(), 0);
    }

    /** Files that count out-of-memory kills: {@code memory.oom_control} (cgroup v1) or {@code memory.events} (v2). */
    public record Oom(List<String> files) {
        public Oom {
            files = List.copyOf(files);
        }
    }
}
