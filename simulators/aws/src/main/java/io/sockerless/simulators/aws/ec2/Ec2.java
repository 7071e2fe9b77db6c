package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.store.Batch;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** EC2 as far as networks go. Each account has a default VPC in each region from the start, as long as it keeps it. */
public final class Ec2 {
    private static final String VERSION = "2016-11-15";

    /** That an account has had its first VPC in a region. */
    private record Begun(String key) {}

    /** What came of a request that its client may repeat. @param asked its parameters */
    private record Told(String key, String asked, ObjectNode answer) {}

    private final State state;
    private final Documents<Resource> resources;
    private final Documents<Begun> begun;
    private final Documents<Told> told;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile Consumer<Caller> changed = _ -> {};

    public Ec2(State state, Clock clock, RandomGenerator random) {
        this.state = state;
        this.clock = clock;
        this.random = random;
        resources = state.documents("ec2-resource", Resource.class, Resource::key);
        begun = state.documents("ec2-account", Begun.class, Begun::key);
        told = state.documents("ec2-client-token", Told.class, Told::key);
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        Stream.of(
                        Regions.actions(),
                        Vpcs.actions(),
                        Subnets.actions(),
                        NetworkAcls.actions(),
                        Gateways.actions(),
                        RouteTables.actions(),
                        Routes.actions(),
                        SecurityGroups.actions(),
                        Rules.actions(),
                        Interfaces.actions(),
                        Addresses.actions(),
                        NatGateways.actions(),
                        Tags.actions())
                .forEach(actions -> actions.forEach((name, action) -> table.put(name, (caller, input) -> {
                    ObjectNode answer = perform(action, caller, input);
                    if (!name.startsWith("Describe")) {
                        changed.accept(caller);
                    }
                    return answer;
                })));
        return Service.ec2("ec2", VERSION, table);
    }

    private ObjectNode perform(Action action, Caller caller, Input input) {
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, JsonNode> one : input.document().properties()) {
            parameters.put(one.getKey(), one.getValue().asText());
        }
        Asked asked = Asked.of(parameters);
        String key = caller.account() + "/" + caller.region() + "/" + parameters.get("Action") + "/"
                + asked.text("ClientToken");
        boolean repeatable = !asked.text("ClientToken").isEmpty();
        String all = new TreeMap<>(parameters).toString();
        synchronized (resources) {
            Optional<Told> before = repeatable ? told.get(key) : Optional.empty();
            if (before.isPresent() && !before.get().asked().equals(all)) {
                throw new AwsException(
                        "IdempotentParameterMismatch",
                        "The client token was used before, by a request with other parameters.");
            }
            return before.map(Told::answer)
                    .orElseGet(() -> change(caller, account -> understood(action, account, asked), (batch, answer) -> {
                        if (repeatable) {
                            told.put(batch, new Told(key, all, answer));
                        }
                    }));
        }
    }

    private static ObjectNode understood(Action action, Account account, Asked asked) {
        boolean dry = asked.flag("DryRun");
        ObjectNode out = action.apply(account, asked);
        asked.end();
        if (dry) {
            throw new AwsException(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
        }
        return out;
    }

    <T> T change(Caller caller, Function<Account, T> work) {
        return change(caller, work, (_, _) -> {});
    }

    /** One at a time; what it changes is durable when it returns, and forgotten when it fails. */
    private <T> T change(Caller caller, Function<Account, T> work, BiConsumer<Batch, T> more) {
        synchronized (resources) {
            begin(caller);
            Account account = new Account(caller, resources, random, clock.instant());
            T result = work.apply(account);
            if (account.changed()) {
                account.commit(state, batch -> more.accept(batch, result));
            }
            return result;
        }
    }

    /** Of all accounts, in all regions. */
    private List<Resource> interfaces(Predicate<Resource> wanted) {
        return resources.all(one -> one.kind() == Kind.NETWORK_INTERFACE && wanted.test(one));
    }

    boolean everywhere(Predicate<Resource> wanted) {
        return !interfaces(wanted).isEmpty();
    }

    void forget(Predicate<Resource> unwanted) {
        for (Resource one : interfaces(unwanted)) {
            change(new Caller("", one.account(), one.region()), account -> {
                Interfaces.remove(account, one);
                return one;
            });
        }
    }

    /** @param other is told before a client is answered who may have changed something */
    void onChange(Consumer<Caller> other) {
        changed = other;
    }

    public TaskInterfaces tasks() {
        return new TaskInterfaces(this);
    }

    private void begin(Caller caller) {
        String key = caller.account() + "/" + caller.region();
        if (begun.get(key).isEmpty()) {
            Account account = new Account(caller, resources, random, clock.instant());
            Vpcs.createDefault(account);
            account.commit(state, batch -> begun.put(batch, new Begun(key)));
        }
    }
}
