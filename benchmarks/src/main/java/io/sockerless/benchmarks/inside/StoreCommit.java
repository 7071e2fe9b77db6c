package io.sockerless.benchmarks.inside;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** A durable write, alone and with eight writers that share commits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class StoreCommit {
    /** A document of a usual size. */
    public record Row(String id, String text) {}

    private final AtomicLong next = new AtomicLong();
    private Path directory;
    private Store store;
    private Table<Row> rows;

    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("bench-store");
        store = Store.open(directory.resolve("store.db"));
        rows = store.table("row", Row.class, new ObjectMapper());
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        for (String name : new String[] {"store.db", "store.db-wal", "store.db-shm"}) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
    }

    @Benchmark
    @Threads(1)
    public void alone() {
        write();
    }

    @Benchmark
    @Threads(8)
    public void eight() {
        write();
    }

    private void write() {
        long n = next.getAndIncrement() % 1000;
        rows.put("k" + n, new Row("k" + n, "x".repeat(2000)));
    }
}
