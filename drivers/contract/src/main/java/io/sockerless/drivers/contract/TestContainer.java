package io.sockerless.drivers.contract;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Builds specifications of busybox containers without a network. */
public final class TestContainer {
    private String id;
    private final List<String> args;
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final Map<String, Object> host = new LinkedHashMap<>();
    private final List<MountSpec> mounts = new ArrayList<>();
    private List<String> env = List.of();
    private NetworkSpec network = new NetworkSpec.None();
    private LogSpec log = new LogSpec("json-file", Map.of(), Map.of());

    private TestContainer(List<String> args) {
        StringBuilder hex = new StringBuilder();
        while (hex.length() < 64) {
            hex.append("%08x".formatted(ThreadLocalRandom.current().nextInt()));
        }
        this.id = hex.toString();
        this.args = args;
    }

    public static TestContainer running(String... args) {
        return new TestContainer(List.of(args));
    }

    /** A script for {@code sh -c}. */
    public static TestContainer script(String script) {
        return running("sh", "-c", script);
    }

    /** @param value 64 hexadecimal digits, to describe a container that exists */
    public TestContainer id(String value) {
        id = value;
        return this;
    }

    public TestContainer tty() {
        return config("Tty", true);
    }

    /** With a stdin whose end is the container's, as {@code docker run -i}. */
    public TestContainer stdin() {
        return config("OpenStdin", true).config("StdinOnce", true);
    }

    public TestContainer config(String field, Object value) {
        config.put(field, value);
        return this;
    }

    public TestContainer host(String field, Object value) {
        host.put(field, value);
        return this;
    }

    public TestContainer env(String... entries) {
        env = List.of(entries);
        return this;
    }

    public TestContainer mount(MountSpec mount) {
        mounts.add(mount);
        return this;
    }

    public TestContainer network(NetworkSpec value) {
        network = value;
        return this;
    }

    public TestContainer log(String type, Map<String, String> options) {
        log = new LogSpec(type, options, Map.of());
        return this;
    }

    public TaskSpec spec() {
        return new TaskSpec(
                id,
                "contract-" + id.substring(0, 8),
                "linux/amd64",
                new ContainerConfig(config),
                new HostConfig(host),
                Busybox.layers(),
                args,
                env,
                id.substring(0, 12),
                mounts,
                network,
                log);
    }
}
