package io.sockerless.frontends.buildkit.engine;

import io.sockerless.engine.build.TarTree;
import io.sockerless.frontends.buildkit.solve.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Files that the engine's builder has fetched. */
record EngineFiles(TarTree tree) implements Fetched {
    @Override
    public Optional<Entry> look(String path) {
        return tree.look(path).map(EngineFiles::entry);
    }

    @Override
    public List<Entry> list(String path) {
        return tree.list(path).stream().map(EngineFiles::entry).toList();
    }

    @Override
    public InputStream open(String path) {
        try {
            return tree.open(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(TarTree.Seen seen) {
        return new Entry(
                seen.name(), seen.directory(), seen.mode(), seen.uid(), seen.gid(), seen.size(), seen.modified());
    }

    @Override
    public void close() {
        try {
            tree.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
