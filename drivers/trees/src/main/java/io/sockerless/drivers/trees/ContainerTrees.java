package io.sockerless.drivers.trees;

import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of containers that run elsewhere, for as long as they do not run: for each its own tree over its image's, on
 * this machine. What a run has made of them is brought here at its end, and there at the next one's beginning.
 */
public final class ContainerTrees implements HasImages {
    private static final int MOST_OPEN = 16;
    private static final String TREE = "tree";

    private final Path state;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    /** A tree in use is in memory as a whole. */
    private final Semaphore room = new Semaphore(MOST_OPEN);

    private final Snapshots snapshots;
    private final Spooled files;

    private ContainerTrees(Path state) {
        this.state = state;
        Directories.make(state.resolve("layers"));
        Directories.make(state.resolve("containers"));
        snapshots = new Snapshots(state.resolve("layers"), lock);
        Path spool = state.resolve("spool");
        Directories.remove(spool);
        Directories.make(spool);
        files = new Spooled(new TreeFiles(this::whole), spool);
    }

    /** @param state a directory of its own, made when it is missing */
    public static ContainerTrees in(Path state) {
        return new ContainerTrees(state);
    }

    private Path place(String id) {
        return state.resolve("containers").resolve(id);
    }

    /** Unpacks the image's layers unless they are, and makes an empty tree over them. */
    public void create(TaskSpec spec) {
        snapshots.ensure(spec.layers());
        Path place = place(spec.id());
        Directories.make(place.resolve("data"));
        About.of(spec).write(place);
    }

    /** Whether there is a tree of the container. */
    public boolean has(String id) {
        return About.isIn(place(id));
    }

    private About read(String id) {
        return About.read(place(id));
    }

    /** Waits until nobody else has them. */
    private Held hold(String id) {
        ReentrantLock own = locked(id);
        try {
            return new Open(id, read(id), own);
        } catch (RuntimeException e) {
            own.unlock();
            throw e;
        }
    }

    /** As it was at the end of the last run. */
    private Held whole(String id) {
        Held held = hold(id);
        Optional<String> lost = About.whyLost(place(id));
        if (lost.isPresent()) {
            held.close();
            throw EngineException.conflict("the files of the last run of container " + id + " are lost: " + lost.get());
        }
        return held;
    }

    /** What a run has made of the files did not come: until another run's does, nobody is shown those of before. */
    public void lost(String id, String why) {
        About.lost(place(id), why);
    }

    /** It has a run from now on. */
    public void start(String id) {
        About.start(place(id));
    }

    /** Whether it has had a run: till then, what is to be mounted is as the image has it. */
    public boolean hasStarted(String id) {
        return About.hasStarted(place(id));
    }

    private ReentrantLock locked(String id) {
        ReentrantLock own = locks.computeIfAbsent(id, _ -> new ReentrantLock());
        own.lock();
        return own;
    }

    /** Those of containers that do not run. */
    public HasFiles files() {
        return files;
    }

    /** Those here, also when they are not what the last run has left: for the next one to begin with. */
    public HasFiles remaining() {
        return new TreeFiles(this::hold);
    }

    /** Whether anything has ever been changed against the container's image. */
    public boolean isChanged(String id) {
        // Whoever is changing something just now is waited for.
        try (Held _ = hold(id)) {
            return Files.size(place(id).resolve(TREE)) > 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw EngineException.internal("the files of container " + id + ": " + e.getMessage(), e);
        }
    }

    /** Absolute paths of what is mounted, and so not here. */
    public Set<String> outside(String id) {
        return read(id).outside();
    }

    /** Whom files belong to that the container's user makes, by its accounts as they were last brought here. */
    public TarInto.Owner owner(String id) {
        try (Held held = hold(id)) {
            return Accounts.read(held.bare()).find(held.user());
        }
    }

    /** What a container's image has in a directory; empty when it is none there. The caller closes it. */
    public Optional<ImageDirectory> imageDirectory(String id, String path) {
        Path layers = state.resolve("layers");
        Tree image = Tree.read(layers, snapshots.journal(read(id).layers()), layers);
        return ImageDirectory.of(image, new Root(lock, image, true), path);
    }

    @FunctionalInterface
    interface Reader {
        void read(InputStream from) throws IOException;
    }

    /**
     * Where what came without its content is to be had: a tar of it, its base name as the top entry; NOT_FOUND when it has
     * gone since.
     */
    @FunctionalInterface
    public interface Missing {
        InputStream open(String path) throws IOException;
    }

    /**
     * Brings the tree to where the container's agent says that its files are.
     *
     * @throws IOException the agent cannot be read; once more is fine
     */
    public void take(String id, InputStream changed, Missing missing) throws IOException {
        List<String> wanted = new ArrayList<>();
        files.whole(
                changed,
                tar -> change(id, held -> {
                    ChangesInto into = new ChangesInto(held.tree(), held.bare(), held.outside());
                    wanted.addAll(into.apply(tar));
                }));
        for (String path : wanted) {
            try (InputStream moved = missing.open(path)) {
                files.whole(
                        moved,
                        tar -> change(id, held -> {
                            Root root = held.bare();
                            Place parent = root.find(root.top(), path.substring(0, path.lastIndexOf('/') + 1), true);
                            new TarInto(root, parent, TarInto.Rules.AS_IT_IS).unpack(tar);
                        }));
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        About.found(place(id));
    }

    private interface Change {
        void on(Held held) throws IOException;
    }

    private void change(String id, Change change) throws IOException {
        try (Held held = hold(id)) {
            change.on(held);
        } catch (FsException e) {
            throw EngineException.internal("the files of container " + id + ": " + e.getMessage(), e);
        }
    }

    /** Removes what there is of other containers: they were never made whole. */
    public void retainContainers(Set<String> ids) {
        for (String id : Directories.names(state.resolve("containers"))) {
            if (!ids.contains(id)) {
                delete(id);
            }
        }
    }

    public void delete(String id) {
        ReentrantLock own = locked(id);
        try {
            remove(id);
        } finally {
            own.unlock();
            locks.remove(id, own);
        }
    }

    private void remove(String id) {
        // Without this it is no container's any more, however far the rest gets.
        About.delete(place(id));
        Directories.remove(place(id));
    }

    @Override
    public void unpack(List<ImageLayer> layers) {
        snapshots.ensure(layers);
    }

    @Override
    public void unpack(List<ImageLayer> below, ImageLayer layer, InputStream uncompressedTar) {
        snapshots.unpack(below, layer, uncompressedTar);
    }

    @Override
    public Map<String, Long> snapshotSizes() {
        return snapshots.sizes();
    }

    @Override
    public void retain(Set<String> chainIds) {
        Set<String> kept = new HashSet<>(chainIds);
        for (String id : Directories.names(state.resolve("containers"))) {
            if (has(id)) {
                kept.addAll(read(id).layers());
            }
        }
        snapshots.retain(kept);
    }

    /** One container's, for one piece of work. */
    private final class Open implements Held {
        private final String id;
        private final About about;
        private final ReentrantLock own;
        private Optional<Tree> tree = Optional.empty();

        Open(String id, About about, ReentrantLock own) {
            this.id = id;
            this.about = about;
            this.own = own;
        }

        private Path image(About of) {
            return snapshots.journal(of.layers());
        }

        @Override
        public Root root() {
            return bare();
        }

        @Override
        public Set<String> outside() {
            return about.outside();
        }

        @Override
        public Root bare() {
            return new Root(lock, tree(), false);
        }

        @Override
        public Tree tree() {
            if (tree.isEmpty()) {
                room.acquireUninterruptibly();
                try {
                    tree = Optional.of(Tree.open(
                            state.resolve("layers"),
                            image(about),
                            data(),
                            place(id).resolve(TREE)));
                } finally {
                    if (tree.isEmpty()) {
                        room.release();
                    }
                }
            }
            return tree.get();
        }

        @Override
        public Tree image() {
            return Tree.read(state.resolve("layers"), image(about), data());
        }

        @Override
        public String user() {
            return about.user();
        }

        @Override
        public Path data() {
            return place(id).resolve("data");
        }

        @Override
        public void close() {
            try {
                tree.ifPresent(Tree::close);
            } finally {
                if (tree.isPresent()) {
                    room.release();
                }
                own.unlock();
            }
        }
    }
}
