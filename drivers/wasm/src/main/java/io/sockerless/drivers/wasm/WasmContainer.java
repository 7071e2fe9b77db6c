package io.sockerless.drivers.wasm;

import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Snapshots;
import io.sockerless.drivers.trees.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What there is of a container as long as it exists: its own tree, opened when it is first wanted, and at most one task. */
final class WasmContainer {
    private final Path directory;
    private final Layout layout;
    private final Snapshots snapshots;
    private final Claim claim;
    private Optional<Tree> tree = Optional.empty();
    private Optional<WasmTask> task = Optional.empty();

    WasmContainer(Path directory, Layout layout, Snapshots snapshots) {
        this.directory = directory;
        this.layout = layout;
        this.snapshots = snapshots;
        this.claim = Claim.read(claimIn(directory));
    }

    static Path claimIn(Path directory) {
        return directory.resolve("claim");
    }

    Claim claim() {
        return claim;
    }

    Path log() {
        return directory.resolve("log").resolve("json.log");
    }

    Path data() {
        return directory.resolve("data");
    }

    Path scratch() {
        return directory.resolve("scratch");
    }

    End end() {
        return new End(directory);
    }

    synchronized Tree tree() {
        if (tree.isEmpty()) {
            tree = Optional.of(Tree.open(layout.layers(), image(), data(), directory.resolve("tree")));
        }
        return tree.get();
    }

    private Path image() {
        return snapshots.journal(claim.chainIds());
    }

    /** What its image has, to compare with. */
    Tree imageTree() {
        return Tree.read(layout.layers(), image(), data());
    }

    synchronized Optional<WasmTask> task() {
        return task;
    }

    synchronized void task(WasmTask value) {
        task = Optional.of(value);
    }

    /** As the guest sees it while it runs, else without what only a run has. */
    Root root(Sandbox sandbox) {
        return task().filter(WasmTask::running)
                .map(WasmTask::root)
                .orElseGet(() -> sandbox.still(tree(), claim.mounts()));
    }

    synchronized void remove() {
        task.ifPresent(WasmTask::kill);
        tree.ifPresent(Tree::close);
        if (Files.exists(directory)) {
            // Without its claim it is no container any more, however far the rest gets.
            Directories.remove(claimIn(directory));
            Directories.remove(directory);
        }
    }

    synchronized void close() {
        task.ifPresent(WasmTask::kill);
        tree.ifPresent(Tree::close);
        tree = Optional.empty();
    }
}
