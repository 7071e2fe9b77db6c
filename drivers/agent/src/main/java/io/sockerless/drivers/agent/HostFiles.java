package io.sockerless.drivers.agent;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trees of files: layers, and the insides of containers. Tars are uncompressed. Kinds of failure: NOT_FOUND for a path
 * that does not exist, INVALID for a bad archive or a path through something that is not a directory, FORBIDDEN,
 * CONFLICT for what is busy.
 */
public final class HostFiles {
    private final AgentConnection connection;
    private final Transfers transfers;

    /** The files that an agent of any mode serves which has these operations. */
    public HostFiles(AgentConnection connection) {
        this.connection = connection;
        this.transfers = new Transfers(connection);
    }

    /**
     * Extracts a layer. After a failure the root is left as far as it came.
     *
     * @throws IOException {@code tar} failed
     */
    public Extracted unpack(Unpack how, InputStream tar) throws IOException {
        return transfers.upload("unpack", params(how), Extracted.class, tar);
    }

    /** As with a stream; the agent reads the file itself. */
    public Extracted unpack(Unpack how, Path tar) {
        Map<String, Object> params = params(how);
        params.put("file", tar.toString());
        return connection.request("unpack", params, Extracted.class);
    }

    private static Map<String, Object> params(Unpack how) {
        Map<String, Object> params = new HashMap<>();
        params.put("root", how.root().toString());
        params.put("whiteouts", how.whiteouts().name().toLowerCase(Locale.ROOT));
        params.put("parents", strings(how.parents()));
        params.put("sync", how.sync());
        return params;
    }

    /**
     * Extracts into a container, with the rules of PUT /containers/{id}/archive.
     *
     * @throws EngineException NOT_FOUND: no such directory; INVALID "extraction point is not a directory"
     * @throws IOException {@code tar} failed
     */
    public Extracted tarIn(FileTree tree, TarIn how, InputStream tar) throws IOException {
        Map<String, Object> params = new HashMap<>(tree.params());
        params.put("path", how.path());
        params.put("noOverwriteDirNonDir", how.keepKinds());
        how.owner().ifPresent(owner -> params.put("owner", owner));
        return transfers.upload("tar-in", params, Extracted.class, tar);
    }

    /**
     * The tar that GET /containers/{id}/archive gives of a path. The caller closes it; closing it early is fine.
     *
     * @throws EngineException NOT_FOUND and so on, before anything is read
     */
    public InputStream tarOut(FileTree tree, String path) {
        Map<String, Object> params = new HashMap<>(tree.params());
        params.put("path", path);
        return transfers.download("tar-out", params);
    }

    /**
     * A tar of what has changed since the agent began: files, and directories that tell all names that they have.
     *
     * @see io.sockerless.drivers.agent.dial.DialedAgent#changed
     */
    public InputStream changed() {
        return transfers.download("changed", Map.of());
    }

    /**
     * What a side of a mirror has that its other side has not, for {@link #mirrorIn} there. The caller closes it.
     *
     * @param taken whether the other side has taken what was told last; else it is told again
     */
    public InputStream mirrorOut(MirrorPlace place, boolean taken) {
        Map<String, Object> params = place.params();
        params.put("taken", taken);
        return transfers.download("mirror-out", params);
    }

    /**
     * Takes what the other side has told.
     *
     * @param whole it is all that there shall be
     * @throws IOException {@code told} failed
     */
    public Extracted mirrorIn(MirrorPlace place, boolean whole, InputStream told) throws IOException {
        Map<String, Object> params = place.params();
        params.put("whole", whole);
        return transfers.upload("mirror-in", params, Extracted.class, told);
    }

    /** What the other side has is not known any more. */
    public void mirrorForget(String name) {
        connection.request("mirror-forget", Map.of("mirror", name), Map.class);
    }

    /** What a path is; a symlink itself, unless the path ends in {@code /} or {@code /.}. */
    public FileStat stat(FileTree tree, String path) {
        Map<String, Object> params = new HashMap<>(tree.params());
        params.put("path", path);
        return connection.request("stat", params, FileStat.Wire.class).stat();
    }

    /** A tar of everything below a directory. */
    public InputStream pack(Path root) {
        return transfers.download("pack", Map.of("root", root.toString()));
    }

    /** The layer that an overlay's upper directory amounts to, for commit. */
    public InputStream diff(Path upper) {
        return transfers.download("diff", Map.of("upper", upper.toString()));
    }

    /**
     * What an overlay's upper directory changes, as {@code docker diff} lists it: parents before children.
     *
     * @param lowers topmost first
     */
    public List<FileChange> changes(Path upper, List<Path> lowers) {
        Map<String, Object> params = Map.of("upper", upper.toString(), "lowers", strings(lowers));
        return transfers.list("changes", params, FileChange.Wire.class).stream()
                .map(FileChange.Wire::change)
                .toList();
    }

    /** Removes a tree; nothing there is a success. A mount within makes it fail with {@link ErrorKind#CONFLICT}. */
    public void removeTree(Path path) {
        connection.request("remove-tree", Map.of("path", path.toString()), Map.class);
    }

    /** Bytes of the files below each path, each inode once. */
    public List<Long> diskUsage(List<Path> paths) {
        record Usage(List<Long> bytes) {}
        return connection
                .request("disk-usage", Map.of("paths", strings(paths)), Usage.class)
                .bytes();
    }

    static List<String> strings(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }
}
