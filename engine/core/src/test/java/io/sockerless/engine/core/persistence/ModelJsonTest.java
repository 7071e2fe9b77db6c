package io.sockerless.engine.core.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelJsonTest {
    private static final Instant T = Instant.parse("2026-11-24T04:52:41.676322596Z");
    private static final ExitStatus EXIT = new ExitStatus(137, true, T);

    static Stream<ContainerState> states() {
        return Stream.of(
                new ContainerState.Created(127, "no such file"),
                new ContainerState.Running(4711, T, ContainerState.NEVER),
                new ContainerState.Paused(4711, T, T),
                new ContainerState.Restarting(EXIT, T),
                new ContainerState.Exited(EXIT, T, "late"),
                new ContainerState.Removing(new ContainerState.Exited(EXIT, T, "")),
                new ContainerState.Dead(EXIT, T, "busy"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aContainerComesBackAsItWas(ContainerState state) throws Exception {
        Container container = new Container(
                "a".repeat(64),
                "name",
                T,
                "linux",
                "linux/amd64",
                "busybox",
                "sha256:1",
                new ContainerConfig(
                        Map.of("Env", List.of("A=ü \u0000"), "Strange", Map.of("n", 1, "x", List.of(true)))),
                new HostConfig(Map.of("Memory", 1L << 40, "PortBindings", Map.of("80/tcp", List.of()))),
                Map.of("bridge", new EndpointConfig(Map.of("Aliases", List.of("web")))),
                "sh",
                List.of("-c", ""),
                List.of(new MountPoint("bind", "", "/a", "/b", "", "ro", false, "rprivate")),
                state,
                new NetworkStatus(
                        "s",
                        "/run/s",
                        Map.of("bridge", new NetworkStatus.Endpoint("n", "e", "g", "i", 16, "", "", 0, "m")),
                        Map.of(Port.parse("53/udp"), List.of(new HostBinding("0.0.0.0", 49153)))),
                3,
                true,
                new Health(Health.Status.UNHEALTHY, 2, List.of(new Health.Result(T, T, -1, "late"))));
        var mapper = ModelJson.mapper();
        assertEquals(container, mapper.readValue(mapper.writeValueAsBytes(container), Container.class));
    }
}
