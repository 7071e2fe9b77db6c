package io.sockerless.drivers.trees;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A node whose name and attributes are only ours: this machine knows at most a numbered file with its content. */
final class TreeNode extends Node {
    /**
     * @param content empty for none yet, {@link Tree#OWN} when it is the tree's own, else where a layer has it
     */
    record Attributes(Kind kind, int mode, long uid, long gid, long mtime, long device, String target, String content) {
        Attributes owned(int newMode, long newUid, long newGid) {
            return new Attributes(kind, newMode, newUid, newGid, mtime, device, target, content);
        }

        Attributes at(long time) {
            return new Attributes(kind, mode, uid, gid, time, device, target, content);
        }

        Attributes holding(String newContent, long time) {
            return new Attributes(kind, mode, uid, gid, time, device, target, newContent);
        }
    }

    final Tree tree;
    final long id;
    final Map<String, TreeNode> children = new TreeMap<>();
    Attributes attributes;
    Map<String, String> xattrs = Map.of();
    long links;

    TreeNode(Tree tree, long id, Attributes attributes) {
        this.tree = tree;
        this.id = id;
        this.attributes = attributes;
    }

    @Override
    public Kind kind() {
        return attributes.kind();
    }

    @Override
    public Stat stat() {
        boolean directory = attributes.kind() == Kind.DIRECTORY;
        long size = switch (attributes.kind()) {
            case DIRECTORY -> 4096;
            case LINK -> attributes.target().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            case FILE -> tree.size(this);
            case CHARACTER, BLOCK, FIFO, SOCKET -> 0;
        };
        return new Stat(
                attributes.kind(),
                id,
                attributes.mode(),
                attributes.uid(),
                attributes.gid(),
                size,
                tree.mtime(this),
                directory ? 2 : links,
                attributes.device());
    }

    @Override
    public String target() {
        if (attributes.kind() != Kind.LINK) {
            throw new FsException(Errno.INVAL);
        }
        return attributes.target();
    }

    private void needsDirectory() {
        if (attributes.kind() != Kind.DIRECTORY) {
            throw new FsException(Errno.NOTDIR);
        }
    }

    @Override
    public Optional<Node> child(String name) {
        needsDirectory();
        return Optional.ofNullable(children.get(name));
    }

    @Override
    public Map<String, Kind> children() {
        needsDirectory();
        Map<String, Kind> out = new LinkedHashMap<>();
        children.forEach((name, node) -> out.put(name, node.kind()));
        return out;
    }

    @Override
    Node make(String name, Making making) {
        vacant(name);
        TreeNode made = tree.make(making);
        tree.link(this, name, made);
        return made;
    }

    private void vacant(String name) {
        needsDirectory();
        if (children.containsKey(name)) {
            throw new FsException(Errno.EXIST);
        }
    }

    @Override
    void link(String name, Node existing) {
        vacant(name);
        if (!(existing instanceof TreeNode node) || node.tree != tree) {
            throw new FsException(Errno.XDEV);
        }
        if (node.kind() == Kind.DIRECTORY) {
            throw new FsException(Errno.PERM);
        }
        tree.link(this, name, node);
    }

    @Override
    void unlink(String name) {
        TreeNode node = children.get(name);
        if (node == null) {
            throw new FsException(Errno.NOENT);
        }
        if (!node.children.isEmpty()) {
            throw new FsException(Errno.NOTEMPTY);
        }
        tree.unlink(this, name);
    }

    @Override
    void move(String name, Node directory, String newName) {
        if (!(directory instanceof TreeNode to) || to.tree != tree) {
            throw new FsException(Errno.XDEV);
        }
        TreeNode node = children.get(name);
        if (to.children.containsKey(newName)) {
            to.unlink(newName);
        }
        tree.link(to, newName, node);
        tree.unlink(this, name);
    }

    @Override
    Data open(boolean write, boolean truncate) {
        return switch (attributes.kind()) {
            case FILE -> tree.open(this, write, truncate);
            case CHARACTER -> Devices.open(attributes.device());
            case DIRECTORY -> throw new FsException(Errno.ISDIR);
            case LINK -> throw new FsException(Errno.LOOP);
            case BLOCK, FIFO, SOCKET -> throw new FsException(Errno.NXIO);
        };
    }

    @Override
    void attributes(int mode, long uid, long gid) {
        tree.change(this, attributes.owned(mode, uid, gid));
    }

    @Override
    void modified(long mtime) {
        tree.modified(this, mtime);
    }

    @Override
    public Map<String, String> xattrs() {
        return xattrs;
    }

    @Override
    void xattrs(Map<String, String> values) {
        tree.xattrs(this, values);
    }
}
