package io.sockerless.benchmarks.inside;

import io.sockerless.engine.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a gzip layer of 32 MiB to its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class LayerInflate {
    private byte[] compressed;

    @Setup
    public void compress() throws IOException {
        Random random = new Random(1);
        byte[] block = new byte[1 << 20];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 32; i++) {
                random.nextBytes(block);
                java.util.Arrays.fill(block, block.length / 3, block.length, (byte) i);
                gzip.write(block);
            }
        }
        compressed = bytes.toByteArray();
    }

    @Benchmark
    public long inflate() throws IOException {
        try (InputStream in = Compression.inflate(new ByteArrayInputStream(compressed))) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
