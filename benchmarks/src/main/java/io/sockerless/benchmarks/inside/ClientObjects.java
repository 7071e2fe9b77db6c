package io.sockerless.benchmarks.inside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.model.HostConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What inspect does with a HostConfig: check it, complete it, write it as JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class ClientObjects {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<String, Object> given = new LinkedHashMap<>();
    private HostConfig decoded;

    public ClientObjects() {
        given.put("Binds", List.of("/a:/b", "/c:/d:ro"));
        given.put("Memory", 64 << 20);
        given.put("PortBindings", Map.of("80/tcp", List.of(Map.of("HostIp", "", "HostPort", "8080"))));
        given.put("RestartPolicy", Map.of("Name", "always", "MaximumRetryCount", 0));
        decoded = new HostConfig(given);
    }

    @Benchmark
    public HostConfig decode() {
        return new HostConfig(given);
    }

    @Benchmark
    public byte[] write() throws JsonProcessingException {
        return JSON.writeValueAsBytes(HostConfig.SCHEMA.complete(decoded.fields()));
    }
}
