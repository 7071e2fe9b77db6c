package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where in an account containers run as functions. Region, credentials and endpoint are found as all of Amazon's clients
 * find them: {@code AWS_REGION}, {@code AWS_PROFILE}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_ENDPOINT_URL} and so on.
 *
 * @param state a directory of this driver's own
 * @param role ARN of the role that the functions, and so the containers' programs, have
 * @param repository where images are brought for the functions: a private repository of ECR by its URI, in the same region
 * @param gateway where agents dial in, as functions reach this machine: {@code HOST} or {@code HOST:PORT}. Without a port
 *     one that is free is chosen once and kept
 * @param listen address to listen on for them, all addresses by default
 * @param architecture {@code amd64} or {@code arm64}
 * @param subnets whose addresses functions dial from; empty for Lambda's own network
 * @param logGroup group in CloudWatch Logs for what the agents say of themselves; empty for one of each function's own,
 *     which Lambda makes and nobody removes
 * @param memory of containers that say none, in MB: processors come with it, one with 1769
 * @param storage of {@code /tmp}, in MB
 * @param timeout how long a run may last; Lambda's limit is 15 minutes
 */
public record LambdaConfig(
        Path state,
        String role,
        String repository,
        String gateway,
        String listen,
        String architecture,
        List<String> subnets,
        List<String> securityGroups,
        String logGroup,
        int memory,
        int storage,
        Duration timeout) {
    static final int LEAST_MEMORY = 128;
    static final int MOST_MEMORY = 10_240;
    private static final int ONE_PROCESSOR = 1769;
    private static final int LEAST_STORAGE = 512;
    private static final int MOST_SECONDS = 900;

    private static final Set<String> NAMES = Set.of(
            "role",
            "repository",
            "gateway",
            "listen",
            "architecture",
            "subnets",
            "security-groups",
            "log-group",
            "memory",
            "storage",
            "timeout");

    public LambdaConfig {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
    }

    /**
     * @param settings by the names of the command line's {@code --lambda NAME=VALUE}; lists are separated by commas
     * @throws EngineException INVALID, naming what is unknown, missing or out of Lambda's limits
     */
    public static LambdaConfig of(Path state, Map<String, String> settings) {
        SettingsFile.check(LambdaDriver.ID, settings, NAMES, List.of("role", "repository", "gateway"));
        return new LambdaConfig(
                state,
                settings.get("role"),
                settings.get("repository"),
                settings.get("gateway"),
                settings.getOrDefault("listen", "0.0.0.0"),
                SettingsFile.architecture(LambdaDriver.ID, settings),
                SettingsFile.list(settings, "subnets"),
                SettingsFile.list(settings, "security-groups"),
                settings.getOrDefault("log-group", ""),
                number(settings, "memory", ONE_PROCESSOR, LEAST_MEMORY, MOST_MEMORY),
                number(settings, "storage", LEAST_STORAGE, LEAST_STORAGE, MOST_MEMORY),
                Duration.ofSeconds(number(settings, "timeout", MOST_SECONDS, 1, MOST_SECONDS)));
    }

    /**
     * As {@link #of}, and kept in the state directory for {@link #kept}.
     *
     * @throws EngineException INVALID as there; INTERNAL when it cannot be written
     */
    public static LambdaConfig keeping(Path state, Map<String, String> settings) {
        LambdaConfig config = of(state, settings);
        SettingsFile.keep(state, settings);
        return config;
    }

    /** What the last driver of a state directory was told; empty if there was none, or it left no container. */
    public static Optional<LambdaConfig> kept(Path state) {
        boolean left = !Claims.in(state).ids().isEmpty();
        return SettingsFile.kept(state).filter(_ -> left).map(settings -> of(state, settings));
    }

    private static int number(Map<String, String> settings, String name, int usual, int least, int most) {
        String value = settings.getOrDefault(name, Integer.toString(usual));
        if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw EngineException.invalid(
                    "--lambda " + name + " is a number from " + least + " to " + most + ", not \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }
}
