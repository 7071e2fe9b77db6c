package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.FileStat;
import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Containers' files: while a container runs, through its agent, else those that its last run has left here. What is in
 * volumes can only be reached in a task.
 */
record KeptFiles(String driver, Function<String, Optional<AgentTask>> running, RunFiles between) implements HasFiles {
    private HasFiles here() {
        return between.trees().files();
    }

    private Optional<DialedAgent> agent(String id) {
        return running.apply(id).map(AgentTask::agent);
    }

    /** Those here, of a container that does not run; of one that never did, volumes are as the image has them. */
    private HasFiles here(String id, String path) {
        if (between.trees().hasStarted(id)) {
            mounted(id, path);
        }
        return here();
    }

    private void mounted(String id, String path) {
        String asked = Path.of("/").resolve(path).normalize().toString();
        between.trees().outside(id).stream()
                .filter(target -> asked.equals(target) || asked.startsWith(target + "/"))
                .findFirst()
                .ifPresent(target -> {
                    throw EngineException.conflict("driver " + driver + ": container " + id
                            + " is not running, and only a task can reach what is mounted at " + target);
                });
    }

    /** What a running container's agent says of its files, taken down here. */
    private HasFiles now(String id) {
        running.apply(id).ifPresent(task -> between.bringHere(task.spec(), task.agent()));
        return here();
    }

    @Override
    public PathStat stat(String containerId, String path) {
        Optional<DialedAgent> agent = agent(containerId);
        if (agent.isEmpty()) {
            return here(containerId, path).stat(containerId, path);
        }
        FileStat stat = agent.get().stat(path);
        return new PathStat(
                stat.name(),
                stat.size(),
                stat.mode(),
                stat.mtime().toString(),
                stat.linkTarget(),
                Optional.of(new Owner(stat.uid(), stat.gid())));
    }

    @Override
    public void tarOut(String containerId, String path, OutputStream tar) {
        Optional<DialedAgent> agent = agent(containerId);
        if (agent.isEmpty()) {
            here(containerId, path).tarOut(containerId, path, tar);
            return;
        }
        try (InputStream in = agent.get().tarOut(path)) {
            in.transferTo(tar);
        } catch (IOException e) {
            throw EngineException.internal(
                    "driver " + driver + ": the copy of " + path + " broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void tarIn(
            String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        Optional<AgentTask> task = running.apply(containerId);
        if (task.isEmpty()) {
            mounted(containerId, path);
            here().stat(containerId, path); // one that is not there is told first
            between.delivery().mayWrite(path);
            here().tarIn(containerId, path, noOverwriteDirNonDir, copyOwner, tar);
            return;
        }
        try {
            Optional<TarIn.Owner> owner = copyOwner
                    ? Optional.empty()
                    : Optional.of(between.owner(task.get().spec()));
            task.get().agent().tarIn(new TarIn(path, noOverwriteDirNonDir, owner), tar);
        } catch (IOException e) {
            throw EngineException.internal(
                    "driver " + driver + ": the copy to " + path + " broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void export(String containerId, OutputStream tar) {
        now(containerId).export(containerId, tar);
    }

    @Override
    public List<Change> changes(String containerId) {
        return now(containerId).changes(containerId);
    }

    @Override
    public void diff(String containerId, OutputStream tar) {
        now(containerId).diff(containerId, tar);
    }

    /** Of a running container as it was when its files were last asked for. */
    @Override
    public long writableSize(String containerId) {
        return here().writableSize(containerId);
    }
}
