package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals of a creation, in the words that dockerd 20.10 answered to the same requests. */
class ValidationTest {
    @TempDir
    Path directory;

    private Fixture engine;

    @BeforeEach
    void open() {
        engine = new Fixture(directory);
    }

    @AfterEach
    void close() {
        assertEquals(java.util.Set.of(), engine.driver.containers.keySet(), "a refused container was made");
        assertEquals(Map.of(), engine.volumes, "a refused container left a volume");
        engine.close();
    }

    private void host(String message, String field, Object value) {
        refused(message, Map.of(), Map.of(field, value));
    }

    private void config(String message, String field, Object value) {
        refused(message, Map.of(field, value), Map.of());
    }

    private void refused(String message, Map<String, Object> config, Map<String, Object> host) {
        EngineException e = assertThrows(EngineException.class, () -> engine.create("", config, host, "true"), message);
        assertEquals(message, e.getMessage());
    }

    @Test
    void config() {
        config("invalid environment variable: =x", "Env", List.of("=x"));
        config(
                "the working directory 'relative' is invalid, it needs to be an absolute path",
                "WorkingDir",
                "relative");
        config("Invalid signal: SIGNOTHING", "StopSignal", "SIGNOTHING");
        config("Interval in Healthcheck cannot be less than 1ms", "Healthcheck", Map.of("Interval", 1));
    }

    @Test
    void names() {
        EngineException e =
                assertThrows(EngineException.class, () -> engine.create("sp ace", Map.of(), Map.of(), "true"));
        assertEquals("Invalid container name (sp ace), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", e.getMessage());
    }

    @Test
    void resources() {
        host("Minimum memory limit allowed is 6MB", "Memory", 1024);
        host("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", "NanoCpus", -1);
        host("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", "NanoCpus", 9_000_000_000_000L);
        refused(
                "Conflicting options: Nano CPUs and CPU Quota cannot both be set",
                Map.of(),
                Map.of("NanoCpus", 1_000_000_000L, "CpuQuota", 5000));
        host("Invalid value nine for cpuset cpus: invalid format: nine", "CpusetCpus", "nine");
        host("Requested CPUs are not available - requested 0-7, available: 0-1", "CpusetCpus", "0-7");
        host(
                "You should always set the Memory limit when using Memoryswap limit, see usage",
                "MemorySwap",
                100_000_000);
        refused(
                "Minimum memoryswap limit should be larger than memory limit, see usage",
                Map.of(),
                Map.of("Memory", 67108864, "MemorySwap", 1000000));
        host("Invalid value: 101, valid memory swappiness range is 0-100", "MemorySwappiness", 101);
        host("SHM size can not be less than 0", "ShmSize", -1);
        host("Invalid value 5000, range for oom score adj is [-1000, 1000]", "OomScoreAdj", 5000);
    }

    @Test
    void policies() {
        host("invalid restart policy 'often'", "RestartPolicy", Map.of("Name", "often"));
        host(
                "maximum retry count cannot be used with restart policy 'always'",
                "RestartPolicy",
                Map.of("Name", "always", "MaximumRetryCount", 3));
        refused(
                "can't create 'AutoRemove' container with restart policy",
                Map.of(),
                Map.of("AutoRemove", true, "RestartPolicy", Map.of("Name", "always")));
        host("invalid CapAdd: unknown capability: \"CAP_FLY\"", "CapAdd", List.of("FLY"));
        host("Unknown runtime specified steam", "Runtime", "steam");
        host("bad format for add-host: \"nonsense\"", "ExtraHosts", List.of("nonsense"));
        host(
                "error looking up logging plugin clay-tablet: plugin \"clay-tablet\" not found",
                "LogConfig",
                Map.of("Type", "clay-tablet"));
        host(
                "unknown log opt 'max-hope' for json-file log driver",
                "LogConfig",
                Map.of("Type", "json-file", "Config", Map.of("max-hope", "1")));
    }

    @Test
    void ports() {
        host(
                "invalid port specification: \"99999\"",
                "PortBindings",
                Map.of("80/tcp", List.of(Map.of("HostPort", "99999"))));
        host("invalid port specification: \"http\"", "PortBindings", Map.of("http", List.of()));
    }

    @Test
    void networkModes() {
        Map<String, Object> joined = Map.of("NetworkMode", "container:alpha");
        refused("conflicting options: hostname and the network mode", Map.of("Hostname", "x"), joined);
        refused(
                "conflicting options: port exposing and the container type network mode",
                Map.of("ExposedPorts", Map.of("80/tcp", Map.of())),
                joined);
        refused(
                "conflicting options: host type networking can't be used with links. This would result in undefined"
                        + " behavior",
                Map.of("Hostname", "x"),
                Map.of("NetworkMode", "host", "Links", List.of("alpha")));
    }

    @Test
    void mounts() {
        host("invalid volume specification: 'a:b:c:d'", "Binds", List.of("a:b:c:d"));
        host("invalid mode: sideways", "Binds", List.of("/tmp:/x:sideways"));
        host(
                "invalid volume specification: '/tmp:/': invalid mount config for type \"bind\": invalid specification:"
                        + " destination can't be '/'",
                "Binds",
                List.of("/tmp:/"));
        host(
                "invalid volume specification: '/tmp:relative': invalid mount config for type \"bind\": invalid mount"
                        + " path: 'relative' mount path must be absolute",
                "Binds",
                List.of("/tmp:relative"));
        host("Duplicate mount point: /x", "Binds", List.of("/tmp:/x", "/var:/x"));
        host(
                "invalid mount config for type \"bind\": bind source path does not exist: /no/such/place",
                "Mounts",
                List.of(Map.of("Type", "bind", "Source", "/no/such/place", "Target", "/x")));
        host(
                "invalid mount config for type \"carpet\": mount type unknown",
                "Mounts",
                List.of(Map.of("Type", "carpet", "Target", "/x")));
        host(
                "invalid mount config for type \"volume\": field Target must not be empty",
                "Mounts",
                List.of(Map.of("Type", "volume")));
        host("No such container: missing", "VolumesFrom", List.of("missing"));
        host("invalid mode: sideways", "VolumesFrom", List.of("alpha:sideways"));
        host("invalid mount path: 'relative' mount path must be absolute", "Tmpfs", Map.of("relative", ""));
    }

    @Test
    void aVolumeMadeForARefusedCreationIsTakenBack() {
        refused(
                "No such container: missing",
                Map.of("Volumes", Map.of("/data", Map.of())),
                Map.of("VolumesFrom", List.of("missing")));
        refused(
                "Duplicate mount point: /x",
                Map.of(),
                Map.of(
                        "Mounts",
                        List.of(
                                Map.of("Type", "volume", "Target", "/y"),
                                Map.of("Type", "tmpfs", "Target", "/x"),
                                Map.of("Type", "tmpfs", "Target", "/x"))));
    }
}
