package io.sockerless.benchmarks.inside;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.drivers.agent.Extracted;
import io.sockerless.drivers.agent.HostClient;
import io.sockerless.drivers.agent.Unpack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The frame codec at work, with the agent itself at the other end: one frame each way, and the unpacking of a layer of
 * 16 MiB in 1,000 files, sent as frames or read by the agent. Needs root.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class AgentFrames {
    private static final int FILES = 1_000;
    private static final int SIZE = 16 << 10;

    private Path directory;
    private Path tar;
    private byte[] layer;
    private HostClient agent;
    private Path root;
    private int roots;

    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("bench-agent");
        agent = HostClient.start(AgentBinary.locate(directory));
        tar = directory.resolve("layer.tar");
        byte[] content = new byte[SIZE];
        new Random(3).nextBytes(content);
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
            for (int i = 0; i < FILES; i++) {
                TarArchiveEntry entry = new TarArchiveEntry("part" + i % 10 + "/file" + i);
                entry.setSize(SIZE);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        layer = Files.readAllBytes(tar);
    }

    @Setup(Level.Invocation)
    public void next() {
        root = directory.resolve("root" + roots++);
    }

    @TearDown(Level.Invocation)
    public void remove() {
        agent.files().removeTree(root);
    }

    @TearDown
    public void close() {
        agent.files().removeTree(directory);
        agent.close();
    }

    @Benchmark
    public void roundTrip() {
        agent.ping();
    }

    @Benchmark
    public Extracted unpackStream() throws IOException {
        return agent.files().unpack(Unpack.layer(root, List.of()), new ByteArrayInputStream(layer));
    }

    @Benchmark
    public Extracted unpackFile() {
        return agent.files().unpack(Unpack.layer(root, List.of()), tar);
    }
}
