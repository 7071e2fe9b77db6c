package io.sockerless.drivers.linux;

import java.util.List;
import java.util.Optional;

/** A container's processes where no control group names them. */
final class ProcessTree {
    private ProcessTree() {}

    /**
     * Those below a container's supervisor, which is the parent of its first process and of execs, and adopts whatever
     * loses its parent.
     *
     * @param pid the first process; 0 when it has ended
     */
    static List<Long> ofChild(long pid) {
        Optional<ProcessHandle> first = ProcessHandle.of(pid);
        return first.flatMap(ProcessHandle::parent).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
    }
}
