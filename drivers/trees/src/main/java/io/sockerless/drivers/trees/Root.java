package io.sockerless.drivers.trees;

import io.sockerless.drivers.trees.Node.Making;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The file system of one container: a root and what is mounted in it. Every path is walked here, component by component;
 * symbolic links are resolved against this root, and {@code ..} stops at it. One lock for all containers of a driver makes
 * each operation one step, so that nobody can change a path while it is walked.
 */
public final class Root {
    private static final int MOST_LINKS = 40;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4096;

    /** @param last the final component of a path, below a directory that is there */
    private record Last(Place directory, String name, boolean wantsDirectory) {}

    /** How a file is to be opened. */
    public record Opening(boolean create, boolean exclusive, boolean truncate, boolean write, boolean follow) {}

    /** @param data empty for a directory and for the terminal */
    public record Opened(Place place, Optional<Data> data) {}

    private record Mount(Node node, boolean readOnly) {}

    private final ReentrantLock lock;
    private final Place root;
    private final Map<Node, Mount> mounts = new HashMap<>();

    public Root(ReentrantLock lock, Tree tree, boolean readOnly) {
        this.lock = lock;
        this.root = Place.root(tree.root(), readOnly);
    }

    public Place top() {
        return root;
    }

    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void run(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    /** Mounts a tree, or a file or directory of this machine. The target is made when it is not there. */
    public void mount(String target, Node source, boolean readOnly) {
        run(() -> mounts.put(target(target, source.kind()).node(), new Mount(source, readOnly)));
    }

    /** A file or directory of this machine. */
    public static Node host(Path real) {
        return new HostNode(real);
    }

    private Place target(String path, Kind kind) {
        Place at = root;
        Deque<String> names = components(path);
        while (!names.isEmpty()) {
            String name = names.pop();
            Kind wanted = names.isEmpty() && kind != Kind.DIRECTORY ? Kind.FILE : Kind.DIRECTORY;
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            try {
                at = walk(at, name, true);
            } catch (FsException e) {
                if (e.errno() != Errno.NOENT) {
                    throw e;
                }
                Node made = at.node().make(name, Making.of(wanted, wanted == Kind.FILE ? 0644 : 0755, 0, 0));
                at = down(at, name, made);
            }
        }
        return at;
    }

    private Place down(Place at, String name, Node child) {
        Mount mount = mounts.get(child);
        return mount == null
                ? new Place(child, Optional.of(at), name, at.mount(), at.readOnly())
                : new Place(mount.node(), Optional.of(at), name, mount.node(), mount.readOnly());
    }

    private static Deque<String> components(String path) {
        if (path.getBytes(StandardCharsets.UTF_8).length >= LONGEST_PATH) {
            throw new FsException(Errno.NAMETOOLONG);
        }
        if (path.indexOf('\0') >= 0) {
            throw new FsException(Errno.INVAL);
        }
        return new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    }

    private static void checkName(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new FsException(Errno.NAMETOOLONG);
        }
    }

    private Place walk(Place from, String path, boolean follow) {
        if (path.isEmpty()) {
            throw new FsException(Errno.NOENT);
        }
        Deque<String> rest = components(path);
        Place at = path.startsWith("/") ? root : from;
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                at = at.up();
                continue;
            }
            if (at.node().kind() != Kind.DIRECTORY) {
                throw new FsException(Errno.NOTDIR);
            }
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            checkName(name);
            Place next = down(at, name, at.node().child(name).orElseThrow(() -> new FsException(Errno.NOENT)));
            if (next.node().kind() == Kind.LINK && (follow || !rest.isEmpty())) {
                if (++links > MOST_LINKS) {
                    throw new FsException(Errno.LOOP);
                }
                String target = next.node().target();
                at = target.startsWith("/") ? root : at;
                components(target).descendingIterator().forEachRemaining(rest::push);
                continue;
            }
            at = next;
        }
        return at;
    }

    private Last last(Place from, String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        int slash = path.lastIndexOf('/', end - 1);
        String name = path.substring(slash + 1, end);
        if (name.isEmpty()) {
            throw new FsException(path.isEmpty() ? Errno.NOENT : Errno.BUSY);
        }
        if (name.equals(".") || name.equals("..")) {
            throw new FsException(Errno.INVAL);
        }
        checkName(name);
        components(path);
        Place directory = slash < 0 ? from : walk(from, slash == 0 ? "/" : path.substring(0, slash + 1), true);
        if (directory.node().kind() != Kind.DIRECTORY) {
            throw new FsException(Errno.NOTDIR);
        }
        return new Last(directory, name, end < path.length());
    }

    private static void writable(Place place) {
        if (place.readOnly()) {
            throw new FsException(Errno.ROFS);
        }
    }

    public Place find(Place from, String path, boolean follow) {
        return locked(() -> walk(from, path, follow));
    }

    public Stat stat(Place from, String path, boolean follow) {
        return locked(() -> walk(from, path, follow).node().stat());
    }

    public Opened open(Place from, String path, Opening how, Making making) {
        return locked(() -> opened(from, path, how, making, 0));
    }

    private Opened opened(Place from, String path, Opening how, Making making, int links) {
        Place place;
        try {
            place = walk(from, path, how.follow());
            if (how.create() && how.exclusive()) {
                throw new FsException(Errno.EXIST);
            }
        } catch (FsException e) {
            if (e.errno() != Errno.NOENT || !how.create()) {
                throw e;
            }
            return created(from, path, how, making, links);
        }
        Kind kind = place.node().kind();
        if (kind == Kind.LINK) {
            throw new FsException(Errno.LOOP);
        }
        if (kind == Kind.DIRECTORY) {
            if (how.write() || how.truncate()) {
                throw new FsException(Errno.ISDIR);
            }
            return new Opened(place, Optional.empty());
        }
        if (kind == Kind.CHARACTER && place.node().stat().device() == Devices.TTY) {
            return new Opened(place, Optional.empty());
        }
        if (kind == Kind.FILE && (how.write() || how.truncate())) {
            writable(place);
        }
        return new Opened(place, Optional.of(place.node().open(how.write() || how.truncate(), how.truncate())));
    }

    private Opened created(Place from, String path, Opening how, Making making, int links) {
        Last last = last(from, path);
        Optional<Node> there = last.directory().node().child(last.name());
        if (there.isPresent() && there.get().kind() == Kind.LINK) {
            if (!how.follow() || how.exclusive()) {
                throw new FsException(how.exclusive() ? Errno.EXIST : Errno.LOOP);
            }
            if (links > MOST_LINKS) {
                throw new FsException(Errno.LOOP);
            }
            // A link to what is not there yet: made where it points to, inside this root.
            return opened(last.directory(), there.get().target(), how, making, links + 1);
        }
        if (last.wantsDirectory()) {
            throw new FsException(Errno.ISDIR);
        }
        writable(last.directory());
        Node made = last.directory().node().make(last.name(), making);
        return new Opened(down(last.directory(), last.name(), made), Optional.of(made.open(true, false)));
    }

    /** Makes a directory, symbolic link or device; a file is made by opening it. */
    public Place make(Place from, String path, Making making) {
        return locked(() -> {
            Last last = last(from, path);
            writable(last.directory());
            if (last.directory().node().child(last.name()).isPresent()) {
                throw new FsException(Errno.EXIST);
            }
            if (last.wantsDirectory() && making.kind() != Kind.DIRECTORY) {
                throw new FsException(Errno.NOENT);
            }
            if (making.kind() == Kind.LINK && making.target().isEmpty()) {
                throw new FsException(Errno.NOENT);
            }
            components(making.target());
            return down(last.directory(), last.name(), last.directory().node().make(last.name(), making));
        });
    }

    public void link(Place oldFrom, String oldPath, boolean follow, Place newFrom, String newPath) {
        run(() -> {
            Place existing = walk(oldFrom, oldPath, follow);
            Last last = last(newFrom, newPath);
            writable(last.directory());
            if (existing.node().kind() == Kind.DIRECTORY) {
                throw new FsException(Errno.PERM);
            }
            if (!existing.mount().equals(last.directory().mount())) {
                throw new FsException(Errno.XDEV);
            }
            last.directory().node().link(last.name(), existing.node());
        });
    }

    /** Removes a directory, or anything else. */
    public void remove(Place from, String path, boolean directory) {
        run(() -> {
            Last last = last(from, path);
            Node node = last.directory().node().child(last.name()).orElseThrow(() -> new FsException(Errno.NOENT));
            if (node.kind() == Kind.DIRECTORY != directory) {
                throw new FsException(directory ? Errno.NOTDIR : Errno.ISDIR);
            }
            if (last.wantsDirectory() && !directory) {
                throw new FsException(Errno.NOTDIR);
            }
            if (mounts.containsKey(node)) {
                throw new FsException(Errno.BUSY);
            }
            writable(last.directory());
            last.directory().node().unlink(last.name());
        });
    }

    public void rename(Place oldFrom, String oldPath, Place newFrom, String newPath) {
        run(() -> {
            Last old = last(oldFrom, oldPath);
            Last to = last(newFrom, newPath);
            Node node = old.directory().node().child(old.name()).orElseThrow(() -> new FsException(Errno.NOENT));
            writable(old.directory());
            writable(to.directory());
            if (!old.directory().mount().equals(to.directory().mount())) {
                throw new FsException(Errno.XDEV);
            }
            boolean directory = node.kind() == Kind.DIRECTORY;
            if (mounts.containsKey(node)) {
                throw new FsException(Errno.BUSY);
            }
            if (directory && to.directory().isWithin(node)) {
                throw new FsException(Errno.INVAL);
            }
            if (!directory && (old.wantsDirectory() || to.wantsDirectory())) {
                throw new FsException(Errno.NOTDIR);
            }
            Optional<Node> over = to.directory().node().child(to.name());
            if (over.isPresent()) {
                if (over.get().equals(node)) {
                    return;
                }
                if (mounts.containsKey(over.get())) {
                    throw new FsException(Errno.BUSY);
                }
                boolean overDirectory = over.get().kind() == Kind.DIRECTORY;
                if (directory != overDirectory) {
                    throw new FsException(directory ? Errno.NOTDIR : Errno.ISDIR);
                }
                if (overDirectory && !over.get().children().isEmpty()) {
                    throw new FsException(Errno.NOTEMPTY);
                }
            }
            old.directory().node().move(old.name(), to.directory().node(), to.name());
        });
    }

    public void attributes(Place place, int mode, long uid, long gid) {
        run(() -> {
            writable(place);
            place.node().attributes(mode, uid, gid);
        });
    }

    public void xattrs(Place place, Map<String, String> values) {
        run(() -> {
            writable(place);
            place.node().xattrs(values);
        });
    }

    public void modified(Place place, long mtime) {
        run(() -> {
            writable(place);
            place.node().modified(mtime);
        });
    }

    public Map<String, Kind> list(Place directory) {
        return locked(() -> directory.node().children());
    }

    /** A child as a path would find it, without following it. */
    public Place child(Place directory, String name) {
        return find(directory, name, false);
    }

    /** Removes a name and what is below it; one that is not there is fine. */
    public void removeAll(Place directory, String name) {
        Place place;
        try {
            place = child(directory, name);
        } catch (FsException e) {
            if (e.errno() == Errno.NOENT) {
                return;
            }
            throw e;
        }
        boolean isDirectory = place.node().kind() == Kind.DIRECTORY;
        if (isDirectory) {
            List.copyOf(list(place).keySet()).forEach(child -> removeAll(place, child));
        }
        remove(directory, name, isDirectory);
    }
}
