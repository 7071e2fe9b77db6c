package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.RestService;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Lambda, API 2015-03-31: functions that are images run in containers at a Docker API endpoint (decision 0025). */
public final class Lambda implements RestService {
    private static final int LONGEST = 6 << 20;

    private final Changes changes;
    private final Fleet fleet;
    private final Events events;
    private final Map<String, Operation> operations = new HashMap<>();

    /**
     * @param credentials with which an image is pulled, by the account and the image; empty for one that needs none
     * @param roles which of them functions can have
     * @param keep how long an environment is kept that has nothing to do
     */
    public Lambda(
            State state,
            CloudWatchLogs logs,
            BiFunction<String, String, Optional<String>> credentials,
            Roles roles,
            DockerEngine engine,
            Clock clock,
            Duration keep) {
        Functions functions = Functions.of(state, clock);
        Images images = new Images(engine, credentials::apply);
        fleet = new Fleet(functions, images, logs, engine, keep);
        EventConfigs configs = EventConfigs.of(functions);
        changes = new Changes(functions, images, fleet, configs, roles);
        Concurrency concurrency = new Concurrency();
        events = Events.of(functions, fleet, concurrency, configs);
        operations.putAll(changes.operations());
        operations.putAll(new Reading(functions).operations());
        operations.putAll(new Invoking(functions, fleet, concurrency, events).operations());
        operations.putAll(configs.operations());
        operations.putAll(new Versions(functions).operations());
        operations.putAll(new Aliases(functions).operations());
        operations.putAll(new Reservations(functions).operations());
        operations.putAll(new FunctionTags(functions).operations());
        operations.putAll(new Permissions(functions).operations());
    }

    @Override
    public String name() {
        return "lambda";
    }

    @Override
    public boolean json() {
        return true;
    }

    @Override
    public int longestBody() {
        return LONGEST;
    }

    @Override
    public Set<String> served() {
        return operations.keySet();
    }

    @Override
    public String operation(Call call) {
        return Routes.operation(call);
    }

    @Override
    public Response answer(String operation, Caller caller, Call call) throws InterruptedException {
        Operation served = operations.get(operation);
        if (served == null) {
            String what = operation.isEmpty() ? call.method() + " " + call.path() : "lambda:" + operation;
            throw new AwsException(404, "UnknownOperationException", what + " is not simulated.");
        }
        return served.apply(Asked.of(caller, call));
    }

    /** @param authority where the simulator is, host and port: functions reach it, too */
    public void served(String authority) {
        fleet.served(authority);
    }

    /** Takes up what a predecessor began. */
    public void resume() {
        fleet.sweep();
        changes.resume();
        events.resume();
    }

    /** Ends what runs, and leaves nothing at the engine. */
    public void clear() throws InterruptedException {
        events.clear();
        fleet.clear();
    }

    /** The same; events that are not done yet are done by a successor. */
    public void close() throws InterruptedException {
        events.clear();
        fleet.close();
    }
}
