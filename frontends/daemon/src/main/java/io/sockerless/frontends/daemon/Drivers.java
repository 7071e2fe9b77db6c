package io.sockerless.frontends.daemon;

import io.sockerless.drivers.aws.EcsConfig;
import io.sockerless.drivers.aws.EcsDriver;
import io.sockerless.drivers.aws.LambdaConfig;
import io.sockerless.drivers.aws.LambdaDriver;
import io.sockerless.drivers.docker.DockerConfig;
import io.sockerless.drivers.docker.DockerDriver;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.linux.LinuxConfig;
import io.sockerless.drivers.linux.LinuxDriver;
import io.sockerless.drivers.mixed.Member;
import io.sockerless.drivers.mixed.MixedDriver;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.wasm.WasmDriver;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which drivers there are, and which ones a configuration asks for. */
final class Drivers {
    static final String LINUX = "linux";
    static final String DOCKER = "docker";
    static final String WASM = "wasm";
    static final String ECS = EcsDriver.ID;
    static final String LAMBDA = LambdaDriver.ID;

    /** Names of runtimes as they are; those that a client may mean this machine's own by are not free. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}");

    private static final Set<String> TAKEN = Set.of("runc", "crun", "default", LINUX, DOCKER, WASM, ECS, LAMBDA);

    /** Where a killed daemon's containers can be found by {@code sockerless clean}. */
    private static final String HOST_FILE = "host";

    private Drivers() {}

    /** @throws EngineException INVALID */
    static void check(
            String driver,
            String dockerHost,
            Map<String, String> engines,
            Map<String, String> ecs,
            Map<String, String> lambda) {
        if (!ecs.isEmpty() && !driver.equals(ECS)) {
            throw EngineException.invalid("--ecs goes with --driver ecs only");
        }
        if (!lambda.isEmpty() && !driver.equals(LAMBDA)) {
            throw EngineException.invalid("--lambda goes with --driver lambda only");
        }
        switch (driver) {
            case LINUX -> {
                if (!dockerHost.isEmpty()) {
                    throw EngineException.invalid("--docker-host is for --driver docker; to use " + dockerHost
                            + " beside this machine, say --engine NAME=" + dockerHost);
                }
            }
            case DOCKER -> {
                if (dockerHost.isEmpty()) {
                    throw EngineException.invalid("--driver docker needs --docker-host, for example"
                            + " unix:///var/run/docker.sock or ssh://user@host");
                }
                if (!engines.isEmpty()) {
                    throw EngineException.invalid("--engine goes with --driver linux only");
                }
                RemoteHost.parse(dockerHost);
            }
            case WASM -> {
                if (!dockerHost.isEmpty() || !engines.isEmpty()) {
                    throw EngineException.invalid("--docker-host and --engine do not go with --driver wasm");
                }
            }
            case ECS, LAMBDA -> {
                if (!dockerHost.isEmpty() || !engines.isEmpty()) {
                    throw EngineException.invalid("--docker-host and --engine do not go with --driver " + driver);
                }
                if (driver.equals(ECS)) {
                    EcsConfig.of(Path.of(ECS), ecs);
                } else {
                    LambdaConfig.of(Path.of(LAMBDA), lambda);
                }
            }
            default ->
                throw EngineException.invalid("unknown driver \"" + driver
                        + "\": this build has the drivers linux, docker, wasm, ecs" + " and lambda");
        }
        engines.forEach((name, host) -> {
            if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
                throw EngineException.invalid("invalid or reserved name of an engine: \"" + name + "\"");
            }
            RemoteHost.parse(host);
        });
    }

    static Driver open(DaemonConfig config) {
        if (config.driver().equals(DOCKER)) {
            DockerDriver driver = docker(config.state(), DOCKER, config.dockerHost());
            try {
                driver.info();
                return driver;
            } catch (RuntimeException e) {
                driver.close();
                throw e;
            }
        }
        if (config.driver().equals(WASM)) {
            return WasmDriver.open(config.state().resolve(WASM));
        }
        if (config.driver().equals(ECS)) {
            return EcsDriver.open(EcsConfig.keeping(config.state().resolve(ECS), config.ecs()));
        }
        if (config.driver().equals(LAMBDA)) {
            return LambdaDriver.open(LambdaConfig.keeping(config.state().resolve(LAMBDA), config.lambda()));
        }
        LinuxDriver own = LinuxDriver.open(linux(config.state(), config.run()));
        if (config.engines().isEmpty()) {
            return own;
        }
        List<Member> members = new ArrayList<>();
        config.engines()
                .forEach((name, host) -> members.add(Member.of(
                        name, DOCKER, RemoteHost.parse(host).toString(), docker(config.state(), name, host))));
        return MixedDriver.of(own, members);
    }

    private static LinuxConfig linux(Path state, Path run) {
        return new LinuxConfig(state.resolve("linux"), run);
    }

    private static DockerDriver docker(Path state, String name, String host) {
        Path place = state.resolve("engines").resolve(name);
        try {
            Files.createDirectories(place);
            Files.writeString(place.resolve(HOST_FILE), host + "\n");
        } catch (IOException e) {
            throw EngineException.internal("the state of engine " + name + ": " + e.getMessage(), e);
        }
        return new DockerDriver(new DockerConfig(RemoteHost.parse(host), place));
    }

    /** Removes what a stopped daemon's containers hold here and elsewhere, and the containers' own data. */
    static void clean(Path state, Path run) {
        for (Path place : engines(state)) {
            try (DockerDriver driver = new DockerDriver(new DockerConfig(
                    RemoteHost.parse(Files.readString(place.resolve(HOST_FILE)).strip()), place))) {
                driver.list().forEach(driver::delete);
                driver.retainNetworks(Set.of());
            } catch (IOException e) {
                throw EngineException.internal("the state of engine " + place + ": " + e.getMessage(), e);
            }
        }
        if (Files.exists(state.resolve(WASM))) {
            try (WasmDriver driver = WasmDriver.open(state.resolve(WASM))) {
                driver.list().forEach(driver::delete);
            }
        }
        EcsConfig.kept(state.resolve(ECS)).ifPresent(config -> {
            try (EcsDriver driver = EcsDriver.open(config)) {
                driver.list().forEach(driver::delete);
            }
        });
        LambdaConfig.kept(state.resolve(LAMBDA)).ifPresent(config -> {
            try (LambdaDriver driver = LambdaDriver.open(config)) {
                driver.list().forEach(driver::delete);
            }
        });
        if (Files.exists(state.resolve("linux"))) {
            try (LinuxDriver driver = LinuxDriver.open(linux(state, run))) {
                driver.list().forEach(driver::delete);
                driver.removeNetwork();
            }
        }
    }

    private static List<Path> engines(Path state) {
        Path places = state.resolve("engines");
        if (!Files.exists(places)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(places)) {
            return found.filter(place -> Files.exists(place.resolve(HOST_FILE))).toList();
        } catch (IOException e) {
            throw EngineException.internal("the engines in " + state + ": " + e.getMessage(), e);
        }
    }
}
