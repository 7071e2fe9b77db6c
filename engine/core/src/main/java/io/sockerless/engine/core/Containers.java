package io.sockerless.engine.core;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasStats;
import io.sockerless.drivers.spi.HasTop;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.HostConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Containers: the meaning of {@code /containers} without HTTP. A {@code ref} is a full id, a unique prefix of one, or a
 * name with or without its leading slash; an unknown one gives NOT_FOUND "No such container: ref". Every method that
 * changes something returns only when the change is durable; its events are published after that.
 */
public interface Containers {
    /**
     * @param name empty for a generated one
     * @param platform empty for the default one
     * @param networks endpoint settings by network name
     */
    record CreateRequest(
            String name,
            String platform,
            ContainerConfig config,
            HostConfig host,
            Map<String, EndpointConfig> networks) {}

    record Created(String id, List<String> warnings) {}

    /**
     * @param all not only running ones
     * @param limit the last n created, 0 for no limit
     * @param filters Docker's filters, name to values
     */
    record ListQuery(boolean all, int limit, Map<String, List<String>> filters) {}

    /** @param rootFs bytes of the image and the writable layer together */
    record Sizes(long writable, long rootFs) {}

    enum WaitCondition {
        NOT_RUNNING,
        NEXT_EXIT,
        REMOVED
    }

    /** @param error why waiting failed, empty normally */
    record WaitResult(int statusCode, String error) {}

    /** A wait that is registered: what happens from now on counts, even before {@link #await} is called. */
    interface Waiting {
        WaitResult await() throws InterruptedException;
    }

    record Pruned(List<String> deleted, long spaceReclaimed) {}

    /** @param height 0 to leave the terminal as it is */
    record ConsoleSize(int height, int width) {}

    /**
     * An attachment of a client to a container that may not run yet.
     *
     */
    interface ClientAttachment extends AutoCloseable {
        /** Log entries asked for ({@code logs=1}); ends before live output begins. */
        Optional<HasLogs.LogReader> replay();

        /** Waits until the container runs (or the attachment is closed: empty) and gives its streams. */
        Optional<Attachment> streams() throws InterruptedException;

        /** Closes it because the client typed the detach keys, which is an event of its own. */
        default void detached() {
            close();
        }

        @Override
        void close();
    }

    /** A reading for the stats stream. {@code previous} is empty for the first one and for one-shot. */
    record StatsSample(Container container, Optional<HasStats.Stats> previous, Optional<HasStats.Stats> current) {}

    Created create(CreateRequest request);

    Container get(String ref);

    List<Container> list(ListQuery query);

    /** Empty when the container has been removed. */
    Optional<Sizes> sizes(String id);

    /** Path of the log file, empty when there is none; likewise the container's resolv.conf, hosts and hostname files. */
    Map<String, String> paths(String id);

    /** Names that containers have by the links of others, by the names of the containers that have any. */
    Map<String, List<String>> linkNames();

    /** Process ids of running execs and earlier ones, newest last: inspect's ExecIDs. */
    List<String> execIds(String id);

    /** @throws io.sockerless.engine.model.EngineException NOT_MODIFIED when it runs already */
    void start(String ref, ConsoleSize console);

    /**
     * Sends the stop signal, then SIGKILL.
     *
     * @param signal empty for the container's own stop signal
     * @param timeoutSeconds empty for the container's own, else 10; negative waits for ever
     * @throws io.sockerless.engine.model.EngineException NOT_MODIFIED when it does not run
     */
    void stop(String ref, String signal, Optional<Long> timeoutSeconds);

    void restart(String ref, String signal, Optional<Long> timeoutSeconds);

    /**
     * Variables of a container's environment that are known to its process only, and written down nowhere; they are
     * forgotten with this engine.
     *
     * @param variables as {@code NAME=value}; none to forget them
     */
    void secretEnvironment(String id, List<String> variables);

    /** @param signal empty for KILL */
    void kill(String ref, String signal);

    void pause(String ref);

    void unpause(String ref);

    void rename(String ref, String newName);

    /** @param changes the client's object after {@link HostConfig#UPDATE_SCHEMA} */
    List<String> update(String ref, Map<String, Object> changes);

    /** Registers a wait; the answer's head can be sent as soon as this returns. */
    Waiting wait(String ref, WaitCondition condition);

    void remove(String ref, boolean force, boolean volumes, boolean link);

    Pruned prune(Map<String, List<String>> filters);

    HasTop.Processes top(String ref, String psArgs);

    /** One reading; the caller decides how often. A container that does not run gives empty readings. */
    StatsSample sample(String ref, Optional<HasStats.Stats> previous);

    HasLogs.LogReader logs(String ref, HasLogs.LogQuery query) throws InterruptedException;

    /**
     * @param replayLogs send what was logged so far first
     * @param stream stay attached to live output
     */
    ClientAttachment attach(String ref, Set<Channel> channels, boolean replayLogs, boolean stream);

    void resize(String ref, int height, int width);

    HasFiles.PathStat stat(String ref, String path);

    void archiveOut(String ref, String path, OutputStream tar);

    /** @param tar may be compressed with gzip, bzip2, xz or zstd */
    void archiveIn(String ref, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar);

    void export(String ref, OutputStream tar);

    List<HasFiles.Change> changes(String ref);

    /** Writes the changes as a layer. */
    void diff(String ref, OutputStream tar);

    /**
     * Makes an image of the container's changes.
     *
     * @param config overrides from the request's body
     * @param changes Dockerfile instructions
     * @return the new image's id
     */
    String commit(
            String ref,
            String repository,
            String tag,
            String comment,
            String author,
            boolean pause,
            Optional<ContainerConfig> config,
            List<String> changes);

    /** Waits for the end of a running container; for tests and shutdown. */
    Optional<ExitStatus> lastExit(String ref);
}
