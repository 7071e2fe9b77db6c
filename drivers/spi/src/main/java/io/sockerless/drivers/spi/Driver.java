package io.sockerless.drivers.spi;

import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Optional;

/**
 * Runs containers somewhere. A container is described by a {@link TaskSpec}; its execution is a {@link Task}. The life of
 * a container at its driver:
 *
 * <ol>
 *   <li>{@link #validate} at create: what the driver cannot honour is refused by name, before anything exists;
 *   <li>{@link #create} claims what lives as long as the container: its writable layer, its place for logs;
 *   <li>for each start {@link #prepare} makes a task (namespaces, mounts, addresses) whose process does not run yet, so
 *       that attachments made now miss no byte; {@link Task#start} lets it run; after its end {@link Task#release} gives
 *       back what only a running container needs;
 *   <li>{@link #delete} removes everything. After a crash of the engine, {@link #recover} finds a task again, and
 *       {@link #list} tells what exists, so that orphans can be swept.
 * </ol>
 *
 * Methods block, may be called from virtual threads, and are safe for concurrent use with different containers; the
 * engine serialises calls for one container, except those documented otherwise. Failures are
 * {@link io.sockerless.engine.model.EngineException}. Optional abilities are the interfaces {@link HasFiles},
 * {@link HasLogs}, {@link HasImages}, {@link HasVolumes}.
 */
public interface Driver extends AutoCloseable {
    DriverInfo info();

    /**
     * Checks a specification without side effects.
     *
     * @return warnings for the client, in dockerd's words where it has one
     * @throws io.sockerless.engine.model.EngineException INVALID or NOT_IMPLEMENTED, naming the field
     */
    List<String> validate(TaskSpec spec);

    /**
     * Whether what such a container binds are paths of this machine, so that the engine can look for them and make them as
     * dockerd does.
     */
    default boolean seesHostPaths(HostConfig host) {
        return true;
    }

    /** Claims what lives as long as the container. Idempotent per container id. */
    void create(TaskSpec spec);

    /** Makes a task that is ready to start. What an earlier, ended task of the container left behind is released first. */
    Task prepare(TaskSpec spec);

    /**
     * Finds the task of a container again after the engine was restarted.
     *
     * @return the task, which may have ended meanwhile ({@link Task#await} then returns at once); empty when nothing runs
     *     and no exit status is known
     */
    Optional<Task> recover(TaskSpec spec);

    /** Containers that exist at this driver, running or not. */
    List<String> list();

    /** Removes everything of a container; a task still running is killed. Idempotent. */
    void delete(String containerId);

    /** Lets go of the driver's own resources. Running containers go on. */
    @Override
    void close();
}
