package io.sockerless.drivers.linux.spec;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What the runtime specification of a container is made from.
 *
 * @param root the mounted root file system on the host
 * @param netns the network namespace to join; empty for the host's
 * @param files file on the host for each path to be bound over the root, such as {@code /etc/hosts}, in order
 * @param sharedMemory directory on the host to be {@code /dev/shm}; empty for the container's own
 * @param processes the process id of another running container, by its id; 0 when it does not run
 */
public record SpecInputs(
        TaskSpec task,
        Machine machine,
        Path root,
        Optional<Path> netns,
        Map<String, Path> files,
        Optional<Path> sharedMemory,
        ToLongFunction<String> processes) {

    /** @throws EngineException CONFLICT when that container does not run */
    long processOf(String containerId) {
        long pid = processes.applyAsLong(containerId);
        if (pid == 0) {
            throw EngineException.conflict("cannot join the namespace of a non running container: " + containerId);
        }
        return pid;
    }

    /** Where Docker puts a container's cgroups. */
    public static String cgroupPath(TaskSpec task) {
        String parent = task.host().string("CgroupParent");
        // Cleaned: the runtime joins it to the mounted hierarchy as it is.
        return Path.of("/", parent.isEmpty() ? "docker" : parent, task.id())
                .normalize()
                .toString();
    }

    List<String> strings(String field) {
        return task.host().strings(field);
    }
}
