package io.sockerless.drivers.wasm;

import io.sockerless.drivers.trees.Held;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Tree;
import java.nio.file.Path;

/** A container's files, whose tree stays open when they are let go. */
record Holding(WasmContainer container, Sandbox sandbox) implements Held {
    @Override
    public Root root() {
        return container.root(sandbox);
    }

    @Override
    public Root bare() {
        return sandbox.bare(container.tree());
    }

    @Override
    public Tree tree() {
        return container.tree();
    }

    @Override
    public Tree image() {
        return container.imageTree();
    }

    @Override
    public String user() {
        return container.claim().user();
    }

    @Override
    public Path data() {
        return container.data();
    }

    @Override
    public void close() {
        // It stays open as long as the driver.
    }
}
