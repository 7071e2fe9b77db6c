package io.sockerless.simulators.aws.events;

import io.sockerless.simulators.aws.ecs.Ecs;
import io.sockerless.simulators.aws.lambda.Lambda;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** EventBridge, API 2015-10-07 (decision 0031): its rules run tasks, invoke functions and write to log groups. */
public final class EventBridge {
    static final String PRINCIPAL = "events.amazonaws.com";

    private final Registry registry;
    private final Delivery delivery;
    private final Firing firing;
    private final TaskEvents tasks;
    private final Roles roles;

    /** @param roles which of them the service can act with */
    public EventBridge(State state, Lambda lambda, Ecs ecs, CloudWatchLogs logs, Roles roles, Clock clock) {
        this.roles = roles;
        registry = Registry.of(state, clock);
        delivery = Delivery.of(registry, lambda, ecs, logs);
        firing = new Firing(registry, delivery);
        tasks = new TaskEvents(registry, delivery);
        ecs.onMove(tasks::moved);
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Rules(registry, roles, firing::poke).operations());
        table.putAll(new Targets(registry, roles).operations());
        table.putAll(new Buses(registry).operations());
        table.putAll(new Tags(registry).operations());
        table.putAll(new Entries(registry, delivery).operations());
        // What is wrong with an input has another name here than in most services.
        table.replaceAll((_, operation) ->
                (caller, input) -> operation.apply(caller, new Input(input.document(), "ValidationException")));
        return Service.json("events", "AWSEvents", table);
    }

    /** Begins to fire what has a schedule, and to tell of tasks. */
    public void resume() {
        tasks.begin();
        firing.begin();
    }

    /** Fires nothing any more. */
    public void close() throws InterruptedException {
        firing.end();
        tasks.end();
    }
}
