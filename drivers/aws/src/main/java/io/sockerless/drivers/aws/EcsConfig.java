package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where in an account containers run. Region, credentials and endpoint are found as all of Amazon's clients find them:
 * {@code AWS_REGION}, {@code AWS_PROFILE}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_ENDPOINT_URL} and so on.
 *
 * @param state a directory of this driver's own
 * @param cluster name or ARN
 * @param subnets at least one
 * @param repository where images are brought for the tasks to pull: a repository of ECR by its URI, or of any other
 *     registry that needs no password
 * @param executionRole ARN of the role by which the service pulls and logs; empty for none
 * @param taskRole ARN of the role that the containers' programs have; empty for none
 * @param logGroup group in CloudWatch Logs for what the agents say of themselves; it must be there; empty for none
 * @param gateway where agents dial in, as tasks reach this machine: {@code HOST} or {@code HOST:PORT}. Without a port one
 *     that is free is chosen once and kept
 * @param listen address to listen on for them, all addresses by default
 * @param architecture {@code amd64} or {@code arm64}
 * @param fileSystem id of the file system of Amazon EFS in which volumes are kept; empty for none
 * @param publicAddress whether tasks get a public address, which they need to pull from subnets without a NAT gateway
 */
public record EcsConfig(
        Path state,
        String cluster,
        List<String> subnets,
        List<String> securityGroups,
        String repository,
        String executionRole,
        String taskRole,
        String logGroup,
        String gateway,
        String listen,
        String architecture,
        String fileSystem,
        boolean publicAddress) {
    private static final String FILE = "settings.properties";

    private static final Set<String> NAMES = Set.of(
            "cluster",
            "subnets",
            "security-groups",
            "repository",
            "execution-role",
            "task-role",
            "log-group",
            "gateway",
            "listen",
            "architecture",
            "file-system",
            "public-address");

    public EcsConfig {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
    }

    /**
     * @param settings by the names of the command line's {@code --ecs NAME=VALUE}; lists are separated by commas
     * @throws EngineException INVALID, naming what is unknown or missing
     */
    public static EcsConfig of(Path state, Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!NAMES.contains(name)) {
                throw EngineException.invalid("driver ecs has no setting \"" + name + "\"; it has "
                        + String.join(", ", new TreeSet<>(NAMES)));
            }
        }
        for (String needed : List.of("subnets", "repository", "gateway")) {
            if (settings.getOrDefault(needed, "").isEmpty()) {
                throw EngineException.invalid("driver ecs needs --ecs " + needed + "=…");
            }
        }
        return new EcsConfig(
                state,
                settings.getOrDefault("cluster", "default"),
                list(settings, "subnets"),
                list(settings, "security-groups"),
                settings.get("repository"),
                settings.getOrDefault("execution-role", ""),
                settings.getOrDefault("task-role", ""),
                settings.getOrDefault("log-group", ""),
                settings.get("gateway"),
                settings.getOrDefault("listen", "0.0.0.0"),
                architecture(settings),
                settings.getOrDefault("file-system", ""),
                flag(settings));
    }

    /**
     * As {@link #of}, and kept in the state directory for {@link #kept}.
     *
     * @throws EngineException INVALID, naming what is unknown or missing; INTERNAL when it cannot be written
     */
    public static EcsConfig keeping(Path state, Map<String, String> settings) {
        EcsConfig config = of(state, settings);
        Properties all = new Properties();
        settings.forEach(all::setProperty);
        try {
            Files.createDirectories(state);
            try (Writer out = Files.newBufferedWriter(state.resolve(FILE))) {
                all.store(out, null);
            }
        } catch (IOException e) {
            throw EngineException.internal("driver ecs: " + state + ": " + e.getMessage(), e);
        }
        return config;
    }

    /** What the last driver of a state directory was told; empty if there was none, or it left no container. */
    public static Optional<EcsConfig> kept(Path state) {
        Path file = state.resolve(FILE);
        if (!Files.exists(file) || Claims.in(state).ids().isEmpty()) {
            return Optional.empty();
        }
        Properties all = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            all.load(in);
        } catch (IOException e) {
            throw EngineException.internal("driver ecs: " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        all.stringPropertyNames().forEach(name -> settings.put(name, all.getProperty(name)));
        return Optional.of(of(state, settings));
    }

    private static String architecture(Map<String, String> settings) {
        String value = settings.getOrDefault("architecture", "amd64");
        if (!Set.of("amd64", "arm64").contains(value)) {
            throw EngineException.invalid("--ecs architecture is amd64 or arm64, not \"" + value + "\"");
        }
        return value;
    }

    private static boolean flag(Map<String, String> settings) {
        String value = settings.getOrDefault("public-address", "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw EngineException.invalid("--ecs public-address is true or false, not \"" + value + "\"");
        }
        return value.equals("true");
    }

    private static List<String> list(Map<String, String> settings, String name) {
        return Arrays.stream(settings.getOrDefault(name, "").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
