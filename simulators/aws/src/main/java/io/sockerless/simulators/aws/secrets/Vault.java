package io.sockerless.simulators.aws.secrets;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where secrets are. Those whose time of recovery is over are gone. */
record Vault(Documents<Secret> secrets, Clock clock) {
    static Vault of(State state, Clock clock) {
        return new Vault(state.documents("secret", Secret.class, Secret::key), clock);
    }

    static AwsException missing() {
        return new AwsException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    long now() {
        return clock.millis();
    }

    private boolean there(Secret secret) {
        return !secret.marked() || secret.gone() > now();
    }

    List<Secret> all(Caller caller) {
        return secrets.all(one -> one.place().equals(Secret.place(caller)) && there(one));
    }

    Optional<Secret> named(Caller caller, String name) {
        return secrets.get(Secret.key(caller, name)).filter(this::there);
    }

    boolean has(Caller caller, String id) {
        return lookUp(caller, id).isPresent();
    }

    /** @throws AwsException when it is not there */
    Secret find(Caller caller, String id) {
        return lookUp(caller, id).orElseThrow(Vault::missing);
    }

    /** @param id a name, an ARN, or an ARN without its last characters */
    private Optional<Secret> lookUp(Caller caller, String id) {
        String prefix = caller.arn("secretsmanager", "secret:");
        if (!id.startsWith("arn:")) {
            return named(caller, id);
        }
        if (!id.startsWith(prefix)) {
            return Optional.empty();
        }
        String rest = id.substring(prefix.length());
        return named(caller, rest.replaceFirst("-[A-Za-z0-9]{6}$", ""))
                .filter(one -> one.arn(caller).equals(id))
                .or(() -> named(caller, rest));
    }

    /** One that is not marked for deletion. */
    Secret live(Caller caller, Input input) {
        Secret secret = find(caller, input.required("SecretId"));
        if (secret.marked()) {
            throw new AwsException(
                    "InvalidRequestException",
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return secret;
    }

    /** Changes one that is not marked for deletion; durable when it returns. */
    Secret change(Caller caller, Input input, UnaryOperator<Secret> change) {
        synchronized (secrets) {
            Secret changed = change.apply(live(caller, input));
            secrets.put(changed);
            return changed;
        }
    }
}
