package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.FileStat;
import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of running containers, through their agents. A container that does not run has none: its writable layer
 * comes and goes with its task.
 */
record TaskFiles(String driver, Function<String, Optional<AgentTask>> running) implements HasFiles {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    private DialedAgent agent(String id) {
        return task(id).agent();
    }

    private AgentTask task(String id) {
        return running.apply(id)
                .orElseThrow(() -> EngineException.conflict("driver " + driver + ": container " + id
                        + " is not running, and its files come and go with its task"));
    }

    @Override
    public PathStat stat(String containerId, String path) {
        FileStat stat = agent(containerId).stat(path);
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
        try (InputStream in = agent(containerId).tarOut(path)) {
            in.transferTo(tar);
        } catch (IOException e) {
            throw EngineException.internal(
                    "driver " + driver + ": the copy of " + path + " broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void tarIn(
            String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        try {
            AgentTask task = task(containerId);
            Optional<TarIn.Owner> owner = copyOwner ? Optional.empty() : owner(task.user());
            task.agent().tarIn(new TarIn(path, noOverwriteDirNonDir, owner), tar);
        } catch (IOException e) {
            throw EngineException.internal(
                    "driver " + driver + ": the copy to " + path + " broke off: " + e.getMessage(), e);
        }
    }

    /** Whom files belong to that do not keep their owners: the container's user. */
    private Optional<TarIn.Owner> owner(String user) {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        Matcher numbers = NUMBERS.matcher(user);
        if (!numbers.matches()) {
            throw EngineException.notImplemented(
                    "driver " + driver + ": copying to a container of user " + user
                            + ": whom its files shall belong to is known of a user as UID:GID only; docker cp without -a keeps theirs");
        }
        return Optional.of(new TarIn.Owner(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2))));
    }

    private EngineException refused(String what) {
        return EngineException.notImplemented(
                "driver " + driver + ": " + what + ": what a task changed cannot be told from its image there");
    }

    @Override
    public void export(String containerId, OutputStream tar) {
        throw refused("export");
    }

    @Override
    public List<Change> changes(String containerId) {
        throw refused("diff");
    }

    @Override
    public void diff(String containerId, OutputStream tar) {
        throw refused("commit");
    }

    /** The cloud does not tell. */
    @Override
    public long writableSize(String containerId) {
        return 0;
    }
}
