package io.sockerless.drivers.trees;

import io.sockerless.drivers.trees.TreeNode.Attributes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A file system of names and attributes that are only ours, over what the layers of an image have. Contents are files of
 * this machine that are named by numbers, so that no name and no link of a guest's ever meets this machine's file system.
 * What a layer has is copied when it is first written to.
 *
 * <p>Used under the lock of a {@link Root}.
 */
public final class Tree implements AutoCloseable {
    static final String OWN = "own";
    static final Tree NOTHING = scratch(Path.of("/nonexistent"));
    private static final int DIRECTORY_MODE = 0755;

    private final Path layers;
    private final Path data;
    private final TreeNode root;
    private final Set<Long> touched = new HashSet<>();
    private Journal journal = Journal.none();
    private long next = 2;
    private long base = 1;

    private Tree(Path layers, Path data) {
        this.layers = layers;
        this.data = data;
        this.root = new TreeNode(this, 1, new Attributes(Kind.DIRECTORY, DIRECTORY_MODE, 0, 0, now(), 0, "", ""));
    }

    /** An empty one that is not kept. */
    public static Tree scratch(Path data) {
        return new Tree(data, data);
    }

    /**
     * One that is read from journals, the last of which goes on.
     *
     * @param layers where contents of layers are
     * @param below the complete journal of the layers below; a file that need not be there
     * @param own what has changed since
     */
    public static Tree open(Path layers, Path below, Path data, Path own) {
        Tree tree = read(layers, below, data);
        tree.replay(own, true);
        tree.journal = Journal.append(own);
        return tree;
    }

    /** What the layers have, to be looked at, or to be changed by the next layer and saved. */
    public static Tree read(Path layers, Path below, Path data) {
        Tree tree = new Tree(layers, data);
        tree.replay(below, false);
        tree.base = tree.next - 1;
        return tree;
    }

    private void replay(Path file, boolean own) {
        Map<Long, TreeNode> nodes = new HashMap<>();
        collect(root, nodes);
        try {
            Journal.replay(file, new Journal.Replay() {
                @Override
                public void node(long id, Attributes attributes) {
                    nodes.computeIfAbsent(id, _ -> new TreeNode(Tree.this, id, attributes)).attributes = attributes;
                    next = Math.max(next, id + 1);
                    touch(id);
                }

                @Override
                public void xattrs(long id, Map<String, String> values) {
                    nodes.get(id).xattrs = values;
                    touch(id);
                }

                @Override
                public void link(long directory, String name, long id, long mtime) {
                    put(nodes.get(directory), name, nodes.get(id), mtime);
                    touch(directory);
                }

                @Override
                public void unlink(long directory, String name, long mtime) {
                    remove(nodes.get(directory), name, mtime);
                    touch(directory);
                }

                private void touch(long id) {
                    if (own) {
                        touched.add(id);
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(TreeNode node, Map<Long, TreeNode> nodes) {
        nodes.put(node.id, node);
        node.children.values().forEach(child -> collect(child, nodes));
    }

    public Node root() {
        return root;
    }

    /** Whether a node is one of the layers below. */
    public boolean isBelow(Node node) {
        return node instanceof TreeNode own && own.id <= base;
    }

    /** Whether anything of it has changed against the layers below. */
    public boolean isTouched(Node node) {
        return node instanceof TreeNode own && touched.contains(own.id);
    }

    /**
     * Writes all of it to one journal.
     *
     * @param layer under which name the contents of this tree's own can be found later
     */
    public void save(Path file, String layer) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                Journal all = Journal.to(out)) {
            Set<Long> written = new HashSet<>();
            save(root, layer, all, written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(TreeNode node, String layer, Journal all, Set<Long> written) {
        if (!written.add(node.id)) {
            return;
        }
        Attributes a = node.attributes;
        all.node(node.id, a.content().equals(OWN) ? a.holding(layer + "/" + node.id, mtime(node)) : a);
        if (!node.xattrs.isEmpty()) {
            all.xattrs(node.id, node.xattrs);
        }
        node.children.forEach((name, child) -> {
            save(child, layer, all, written);
            all.link(node.id, name, child.id, a.mtime());
        });
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    TreeNode make(Node.Making making) {
        TreeNode made = new TreeNode(
                this,
                next++,
                new Attributes(
                        making.kind(),
                        making.mode(),
                        making.uid(),
                        making.gid(),
                        now(),
                        making.device(),
                        making.target(),
                        ""));
        journal.node(made.id, made.attributes);
        touched.add(made.id);
        return made;
    }

    void link(TreeNode directory, String name, TreeNode node) {
        long time = now();
        journal.link(directory.id, name, node.id, time);
        put(directory, name, node, time);
        touched.add(directory.id);
    }

    private static void put(TreeNode directory, String name, TreeNode node, long time) {
        directory.children.put(name, node);
        node.links++;
        directory.attributes = directory.attributes.at(time);
    }

    void unlink(TreeNode directory, String name) {
        long time = now();
        journal.unlink(directory.id, name, time);
        TreeNode node = remove(directory, name, time);
        touched.add(directory.id);
        if (node.links == 0 && node.attributes.content().equals(OWN)) {
            try {
                Files.deleteIfExists(content(node));
            } catch (IOException e) {
                throw new FsException(Errno.IO, String.valueOf(e.getMessage()));
            }
        }
    }

    private static TreeNode remove(TreeNode directory, String name, long time) {
        TreeNode node = directory.children.remove(name);
        node.links--;
        directory.attributes = directory.attributes.at(time);
        return node;
    }

    void change(TreeNode node, Attributes attributes) {
        journal.node(node.id, attributes);
        node.attributes = attributes;
        touched.add(node.id);
    }

    void xattrs(TreeNode node, Map<String, String> values) {
        journal.xattrs(node.id, values);
        node.xattrs = Map.copyOf(values);
        touched.add(node.id);
    }

    private Path content(TreeNode node) {
        String content = node.attributes.content();
        return content.equals(OWN) ? data.resolve(Long.toString(node.id)) : layers.resolve(content);
    }

    long size(TreeNode node) {
        try {
            return node.attributes.content().isEmpty() ? 0 : Files.size(content(node));
        } catch (IOException e) {
            return 0; // open, and removed
        }
    }

    /** Of what is written here it is the content's own. */
    long mtime(TreeNode node) {
        try {
            return node.attributes.content().equals(OWN)
                    ? Files.getLastModifiedTime(content(node)).to(TimeUnit.NANOSECONDS)
                    : node.attributes.mtime();
        } catch (IOException e) {
            return node.attributes.mtime();
        }
    }

    void modified(TreeNode node, long time) {
        change(node, node.attributes.at(time));
        if (node.attributes.content().equals(OWN)) {
            try {
                Files.setLastModifiedTime(content(node), FileTime.from(time, TimeUnit.NANOSECONDS));
            } catch (IOException e) {
                throw new FsException(Errno.IO, String.valueOf(e.getMessage()));
            }
        }
    }

    Data open(TreeNode node, boolean write, boolean truncate) {
        try {
            if (!write && node.attributes.content().isEmpty()) {
                return new EmptyData(node);
            }
            if (!write) {
                return new FileData(FileChannel.open(content(node), StandardOpenOption.READ));
            }
            own(node, truncate);
            FileChannel file = FileChannel.open(content(node), StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (truncate) {
                file.truncate(0);
            }
            return new FileData(file);
        } catch (IOException e) {
            throw new FsException(Errno.IO, String.valueOf(e.getMessage()));
        }
    }

    private void own(TreeNode node, boolean empty) throws IOException {
        if (node.attributes.content().equals(OWN)) {
            return;
        }
        Path own = data.resolve(Long.toString(node.id));
        if (node.attributes.content().isEmpty() || empty) {
            Files.deleteIfExists(own);
            Files.createFile(own);
        } else {
            Files.copy(content(node), own, StandardCopyOption.REPLACE_EXISTING);
        }
        change(node, node.attributes.holding(OWN, node.attributes.mtime()));
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
