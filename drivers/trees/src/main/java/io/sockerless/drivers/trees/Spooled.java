package io.sockerless.drivers.trees;

import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.engine.model.EngineException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Has what goes to clients, and comes from them, whole on this machine first: a slow one keeps nobody from the files. */
record Spooled(HasFiles files, Path directory) implements HasFiles {
    private interface Writing {
        void to(OutputStream out);
    }

    private interface Reading<T> {
        T from(InputStream in) throws IOException;
    }

    private Path file() throws IOException {
        return Files.createTempFile(directory, "", ".tar");
    }

    private void out(Writing writing, OutputStream to) {
        try {
            Path file = file();
            try {
                try (OutputStream spool = new BufferedOutputStream(Files.newOutputStream(file))) {
                    writing.to(spool);
                }
                Files.copy(file, to);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw EngineException.internal("an archive of files: " + e.getMessage(), e);
        }
    }

    private <T> T in(InputStream from, Reading<T> reading) throws IOException {
        Path file = file();
        try {
            try (OutputStream spool = Files.newOutputStream(file)) {
                from.transferTo(spool);
            }
            try (InputStream spool = Files.newInputStream(file)) {
                return reading.from(new java.io.BufferedInputStream(spool));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** What somebody else sends, for a reader that shall not wait for it. */
    void whole(InputStream from, ContainerTrees.Reader reader) throws IOException {
        in(from, spool -> {
            reader.read(spool);
            return true;
        });
    }

    @Override
    public PathStat stat(String containerId, String path) {
        return files.stat(containerId, path);
    }

    @Override
    public void tarOut(String containerId, String path, OutputStream tar) {
        files.stat(containerId, path);
        out(spool -> files.tarOut(containerId, path, spool), tar);
    }

    @Override
    public void tarIn(
            String containerId, String path, boolean noOverwriteDirNonDir, boolean copyOwner, InputStream tar) {
        files.stat(containerId, path);
        try {
            in(tar, spool -> {
                files.tarIn(containerId, path, noOverwriteDirNonDir, copyOwner, spool);
                return true;
            });
        } catch (IOException e) {
            throw EngineException.internal("the copy to " + path + " broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void export(String containerId, OutputStream tar) {
        out(spool -> files.export(containerId, spool), tar);
    }

    @Override
    public List<Change> changes(String containerId) {
        return files.changes(containerId);
    }

    @Override
    public void diff(String containerId, OutputStream tar) {
        out(spool -> files.diff(containerId, spool), tar);
    }

    @Override
    public long writableSize(String containerId) {
        return files.writableSize(containerId);
    }
}
