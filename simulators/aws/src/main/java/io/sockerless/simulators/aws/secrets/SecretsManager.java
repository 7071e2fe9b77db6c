package io.sockerless.simulators.aws.secrets;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Secrets Manager, for clients and for services that hand secrets on. */
public final class SecretsManager {
    private final Vault vault;
    private final RandomGenerator random;

    public SecretsManager(State state, Clock clock, RandomGenerator random) {
        vault = Vault.of(state, clock);
        this.random = random;
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Lives(vault, random).operations());
        table.putAll(new Values(vault).operations());
        table.putAll(new Descriptions(vault).operations());
        table.put("GetRandomPassword", new Passwords(random)::get);
        return Service.json("secretsmanager", "secretsmanager", table);
    }

    /**
     * A secret's text.
     *
     * @param id name or ARN
     * @param stage empty for the current one, unless there is a version
     * @param version its id; empty for that of the stage
     * @throws AwsException as GetSecretValue
     */
    public String text(Caller caller, String id, String stage, String version) {
        return new Values(vault).text(caller, id, stage, version);
    }
}
