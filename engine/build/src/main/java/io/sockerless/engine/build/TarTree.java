package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.CopyingInput;
import io.sockerless.engine.oci.TarEntries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * The files of a tar, which stays one file on disk: nothing is unpacked. Names cannot leave it, whatever the archive
 * says. Safe for use by many threads once it is made.
 */
public final class TarTree implements AutoCloseable {
    private static final int MOST_ENTRIES = 400_000;
    private static final int DEEPEST = 40;

    private final Path file;
    private final NavigableMap<String, Node> nodes = new TreeMap<>();

    private final Optional<Path> directory;

    private TarTree(Path file, Optional<Path> directory) {
        this.file = file;
        this.directory = directory;
        nodes.put("", Node.directory(""));
    }

    /**
     * Takes a tar in.
     *
     * @param tar uncompressed; read to its end
     * @param directory for its file
     * @throws EngineException INVALID if it is no tar, or holds too much
     */
    public static TarTree read(InputStream tar, Path directory) throws IOException {
        return read(tar, directory, RoomKeeping.of(directory));
    }

    static TarTree read(InputStream tar, Path directory, RoomKeeping.Free free) throws IOException {
        TarTree tree = new TarTree(Files.createTempFile(directory, "context", ".tar"), Optional.empty());
        try (OutputStream out = Files.newOutputStream(tree.file)) {
            InputStream copied = new CopyingInput(new RoomKeeping(tar, free), out);
            // closing the entries would close the stream, which its owner does
            @SuppressWarnings("resource")
            TarEntries entries = new TarEntries(copied);
            for (Optional<TarArchiveEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                tree.add(entry.get(), entries.position());
            }
            copied.transferTo(OutputStream.nullOutputStream());
            return tree;
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    /** The files of a directory, which must stay as it is until this is closed. Closing leaves it alone. */
    public static TarTree of(Path directory) throws IOException {
        TarTree tree = new TarTree(directory, Optional.of(directory));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Node.of(directory.relativize(file).toString(), file)
                        .ifPresent(node -> tree.nodes.put(node.path(), node));
            }
        }
        return tree;
    }

    private void add(TarArchiveEntry entry, long offset) {
        String path = clean(entry.getName());
        Optional<Node.Kind> kind = kind(entry);
        if (kind.isEmpty()) {
            return; // a kind that nobody knows
        }
        if (nodes.size() >= MOST_ENTRIES) {
            throw EngineException.invalid("the build context has more than " + MOST_ENTRIES + " entries");
        }
        parents(path);
        if (kind.get() != Node.Kind.DIRECTORY) {
            nodes.subMap(path + "/", path + "0").clear(); // a file in the place of a directory
        }
        nodes.put(path, node(path, kind.get(), entry, offset));
    }

    private static Node node(String path, Node.Kind kind, TarArchiveEntry entry, long offset) {
        boolean hard = kind == Node.Kind.HARD_LINK;
        Map<String, String> attributes = new HashMap<>();
        entry.getExtraPaxHeaders().forEach((name, value) -> {
            if (name.startsWith("SCHILY.xattr.")) {
                attributes.put(name, value);
            }
        });
        return new Node(
                path,
                kind,
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                kind == Node.Kind.FILE ? entry.getSize() : 0,
                entry.getLastModifiedTime().toInstant().getEpochSecond(),
                entry.getLastModifiedTime().toInstant().getNano(),
                kind.isDevice() ? device(path, kind, entry) : hard ? clean(entry.getLinkName()) : entry.getLinkName(),
                offset,
                attributes.isEmpty() ? Map.of() : attributes);
    }

    /** As Docker we keep devices: whoever may write a layer can make them, and containers may open only their own. */
    private static String device(String path, Node.Kind kind, TarArchiveEntry entry) {
        if (kind == Node.Kind.CHARACTERS && entry.getDevMajor() == 0 && entry.getDevMinor() == 0) {
            throw EngineException.invalid("a device 0:0 is the mark of a deleted file: " + path);
        }
        return entry.getDevMajor() + ":" + entry.getDevMinor();
    }

    private static Optional<Node.Kind> kind(TarArchiveEntry entry) {
        if (entry.isSparse()) {
            throw EngineException.invalid("sparse entries in a tar are not supported: " + entry.getName());
        }
        if (entry.isDirectory()) {
            return Optional.of(Node.Kind.DIRECTORY);
        }
        if (entry.isSymbolicLink()) {
            return Optional.of(Node.Kind.SYMLINK);
        }
        if (entry.isLink()) {
            return Optional.of(Node.Kind.HARD_LINK);
        }
        if (entry.isFIFO()) {
            return Optional.of(Node.Kind.FIFO);
        }
        if (entry.isCharacterDevice()) {
            return Optional.of(Node.Kind.CHARACTERS);
        }
        if (entry.isBlockDevice()) {
            return Optional.of(Node.Kind.BLOCKS);
        }
        return entry.isFile() ? Optional.of(Node.Kind.FILE) : Optional.empty();
    }

    private void parents(String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Node known = nodes.get(parent);
            if (known == null || !known.isDirectory()) {
                nodes.put(parent, Node.directory(parent));
            }
        }
    }

    /** A path without slashes at its ends, and without dots; the root's parent is the root. */
    static String clean(String path) {
        java.util.ArrayDeque<String> parts = new java.util.ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** What is there; a symbolic link as the last element is itself. */
    Optional<Node> find(String path) {
        return Optional.ofNullable(nodes.get(clean(path)));
    }

    /** As {@link #find}, but links are followed, within the tree. */
    Optional<Node> follow(String path) {
        return follow(path, DEEPEST);
    }

    private Optional<Node> follow(String path, int links) {
        if (links == 0) {
            throw EngineException.invalid("too many symbolic links: " + path);
        }
        String at = "";
        String clean = clean(path);
        for (int i = 0; i < clean.length(); ) {
            int slash = clean.indexOf('/', i);
            int end = slash < 0 ? clean.length() : slash;
            String next = at.isEmpty() ? clean.substring(i, end) : at + "/" + clean.substring(i, end);
            Node node = nodes.get(next);
            if (node == null) {
                return Optional.empty();
            }
            if (node.kind() == Node.Kind.SYMLINK) {
                String target = node.link().startsWith("/") ? node.link() : at + "/" + node.link();
                return follow(target + clean.substring(end), links - 1);
            }
            at = next;
            i = end + 1;
        }
        return Optional.of(nodes.get(at));
    }

    /**
     * What those outside see of an entry.
     *
     * @param mode permissions with set-id and sticky bits
     */
    public record Seen(String name, boolean directory, int mode, long uid, long gid, long size, Instant modified) {
        private static Seen of(Node node, Node content) {
            return new Seen(
                    node.name(),
                    node.isDirectory(),
                    content.mode(),
                    content.uid(),
                    content.gid(),
                    content.size(),
                    Instant.ofEpochSecond(content.seconds(), content.nanos()));
        }
    }

    /** What is there, links followed, within the tree. */
    public Optional<Seen> look(String path) {
        return follow(path).map(node -> Seen.of(node, content(node)));
    }

    /** What is in a directory; links that lead nowhere are left out. */
    public List<Seen> list(String path) {
        Node directory = follow(path).orElseThrow(() -> EngineException.notFound(path + ": no such file or directory"));
        return children(directory.path()).stream()
                .map(node -> follow(node.path()).map(found -> {
                    Seen seen = Seen.of(found, content(found));
                    return new Seen(
                            node.name(),
                            seen.directory(),
                            seen.mode(),
                            seen.uid(),
                            seen.gid(),
                            seen.size(),
                            seen.modified());
                }))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A file's bytes. @throws EngineException NOT_FOUND */
    public InputStream open(String path) throws IOException {
        Optional<Node> node = follow(path).map(this::content).filter(found -> found.kind() == Node.Kind.FILE);
        return open(node.orElseThrow(() -> EngineException.notFound("open " + path + ": no such file or directory")));
    }

    /** All below a directory, in the order of their names, parents first. */
    Iterable<Node> below(String directory) {
        return directory.isEmpty()
                ? nodes.tailMap("", false).values()
                : nodes.subMap(directory + "/", directory + "0").values();
    }

    /** The names in a directory. */
    List<Node> children(String directory) {
        return java.util.stream.StreamSupport.stream(below(directory).spliterator(), false)
                .filter(node -> node.parent().equals(directory))
                .toList();
    }

    /** A file's bytes; of a hard link, those of the file. */
    InputStream open(Node node) throws IOException {
        Node source = content(node);
        if (directory.isPresent()) {
            return Files.newInputStream(directory.get().resolve(source.path()), LinkOption.NOFOLLOW_LINKS);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(source.offset());
        return new Bounded(Channels.newInputStream(channel), source.size());
    }

    /** The file that has the bytes. */
    Node content(Node node) {
        Node source = node;
        for (int i = 0; source.kind() == Node.Kind.HARD_LINK; i++) {
            Node target = nodes.get(source.link());
            if (target == null || i == DEEPEST) {
                throw EngineException.invalid("hard link to what is not in the archive: " + node.path());
            }
            source = target;
        }
        return source;
    }

    /** Leaves something out, with what is below. */
    void drop(String path) {
        String clean = clean(path);
        nodes.remove(clean);
        nodes.subMap(clean + "/", clean + "0").clear();
    }

    @Override
    public void close() throws IOException {
        if (directory.isEmpty()) {
            Files.deleteIfExists(file);
        }
    }

    private static final class Bounded extends java.io.FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            left--;
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int n = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }
}
