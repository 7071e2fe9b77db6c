package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param identity directory with the key by which agents know this daemon's gateway, and descriptions in tags are sealed;
 *     it is made when there is none. Empty for one in {@code state}
 * @param adopt whether to take over tasks of other daemons with this key
 * @param warm images of which tasks are kept waiting
 * @param spot whether tasks of containers use capacity that the service may take back
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
        boolean publicAddress,
        String identity,
        boolean adopt,
        Warm warm,
        boolean spot) {
    private static final String CAPACITY = "capacity-provider";
    private static final String ON_DEMAND = "FARGATE";
    private static final String SPOT = "FARGATE_SPOT";
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
            CAPACITY,
            "file-system",
            "public-address",
            "identity",
            "adopt",
            "warm",
            "warm-price",
            "warm-prices");

    public EcsConfig {
        subnets = List.copyOf(subnets);
        securityGroups = List.copyOf(securityGroups);
    }

    /**
     * @param settings by the names of the command line's {@code --ecs NAME=VALUE}; lists are separated by commas
     * @throws EngineException INVALID, naming what is unknown or missing
     */
    public static EcsConfig of(Path state, Map<String, String> settings) {
        SettingsFile.check(EcsDriver.ID, settings, NAMES, List.of("subnets", "repository", "gateway"));
        boolean adopt = flag(settings, "adopt");
        if (adopt && (settings.getOrDefault("identity", "").isEmpty() || !hasPort(settings.get("gateway")))) {
            throw EngineException.invalid("--ecs adopt=true needs --ecs identity=DIRECTORY with the key of the daemon"
                    + " whose tasks are to be taken over, and --ecs gateway=HOST:PORT where their agents dial");
        }
        return new EcsConfig(
                state,
                settings.getOrDefault("cluster", "default"),
                SettingsFile.list(settings, "subnets"),
                SettingsFile.list(settings, "security-groups"),
                settings.get("repository"),
                settings.getOrDefault("execution-role", ""),
                settings.getOrDefault("task-role", ""),
                settings.getOrDefault("log-group", ""),
                settings.get("gateway"),
                settings.getOrDefault("listen", "0.0.0.0"),
                SettingsFile.architecture(EcsDriver.ID, settings),
                settings.getOrDefault("file-system", ""),
                flag(settings, "public-address"),
                settings.getOrDefault("identity", ""),
                adopt,
                Warm.of(settings),
                spot(settings));
    }

    /**
     * As {@link #of}, and kept in the state directory for {@link #kept}.
     *
     * @throws EngineException INVALID, naming what is unknown or missing; INTERNAL when it cannot be written
     */
    public static EcsConfig keeping(Path state, Map<String, String> settings) {
        EcsConfig config = of(state, settings);
        SettingsFile.keep(state, settings);
        return config;
    }

    /**
     * What the last driver of a state directory was told, but for tasks that wait; empty if there was none, or it left
     * nothing.
     */
    public static Optional<EcsConfig> kept(Path state) {
        boolean left = !Claims.in(state).ids().isEmpty() || WarmPool.isLeft(state);
        return SettingsFile.kept(state).filter(_ -> left).map(settings -> {
            settings.remove("warm");
            return of(state, settings);
        });
    }

    private static boolean hasPort(String gateway) {
        return gateway.matches(".*:[0-9]+");
    }

    /** Where the gateway's key is. */
    Path key() {
        return identity.isEmpty() ? Gateway.place(state) : Path.of(identity);
    }

    private static boolean spot(Map<String, String> settings) {
        String provider = settings.getOrDefault(CAPACITY, ON_DEMAND);
        if (!provider.equals(ON_DEMAND) && !provider.equals(SPOT)) {
            throw EngineException.invalid(
                    "--ecs " + CAPACITY + " is " + ON_DEMAND + " or " + SPOT + ", not \"" + provider + "\"");
        }
        return provider.equals(SPOT);
    }

    private static boolean flag(Map<String, String> settings, String name) {
        String value = settings.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw EngineException.invalid("--ecs " + name + " is true or false, not \"" + value + "\"");
        }
        return value.equals("true");
    }
}
