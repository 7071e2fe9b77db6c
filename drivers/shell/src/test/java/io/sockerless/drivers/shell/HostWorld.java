package io.sockerless.drivers.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** This machine, for scripts of tests: its files, its programs, and pipes that have names. */
final class HostWorld implements World {
    private static final int AT_ONCE = 40;
    /** Above what Linux gives to processes. */
    private static final AtomicInteger PIDS = new AtomicInteger(5_000_000);

    private final HostFiles files = new HostFiles();
    private final HostLauncher launcher = new HostLauncher();
    private final Path directory;
    private final Deque<Path> pipes = new ArrayDeque<>();
    private int made;

    /** @param directory for the names of pipes */
    HostWorld(Path directory) {
        this.directory = directory;
    }

    @Override
    public FileView files() {
        return files;
    }

    @Override
    public Launcher launcher() {
        return launcher;
    }

    @Override
    public synchronized Pipe pipe() throws IOException {
        if (pipes.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("mkfifo"));
            for (int i = 0; i < AT_ONCE; i++) {
                pipes.add(directory.resolve("pipe" + made++));
                command.add(pipes.getLast().toString());
            }
            run(command);
        }
        Path path = pipes.remove();
        // Opened for both, it waits for nobody.
        try (FileChannel _ = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileChannel reader = FileChannel.open(path, StandardOpenOption.READ);
            FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE);
            return new Pipe(new HostStream(path, reader, true, true), new HostStream(path, writer, true, false));
        }
    }

    private static int run(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static boolean signal(long pid, int number) {
        try {
            return run(List.of("kill", "-" + number, Long.toString(pid))) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Limits limits() {
        return new Limits(200, 10_000_000);
    }

    @Override
    public int nextPid() {
        return PIDS.incrementAndGet();
    }

    @Override
    public int parentPid() {
        return (int) ProcessHandle.current().pid();
    }

    @Override
    public long uid() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean kill(int pid, int signal) {
        return signal(pid, signal);
    }
}
