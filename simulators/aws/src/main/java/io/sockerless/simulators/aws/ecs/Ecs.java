package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.efs.Efs;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.servicediscovery.ServiceDiscovery;
import io.sockerless.simulators.aws.ssm.Ssm;
import io.sockerless.simulators.aws.ssmmessages.Sessions;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** ECS with Fargate's capacity: tasks are containers at a Docker API endpoint. */
public final class Ecs {
    private final Resources resources;
    private final TaskRuns runs;
    private final Launch launch;
    private final Scheduler scheduler;
    private final Tasks tasks;
    private volatile BiConsumer<Caller, ObjectNode> moved = (_, _) -> {};
    private final Pulls pulls;
    private final ExecuteCommand execute;
    private final Registrations registrations;

    /** @param guard what enforces security groups; empty where they are not */
    public Ecs(
            State state,
            CloudWatchLogs logs,
            Pulls pulls,
            Ssm parameters,
            SecretsManager secrets,
            Efs efs,
            Roles roles,
            RoleSessions roleSessions,
            TaskInterfaces interfaces,
            ServiceDiscovery discovery,
            DockerEngine engine,
            Optional<GuardImage> guard,
            Sessions sessions,
            Clock clock,
            RandomGenerator random) {
        this.pulls = pulls;
        resources = Resources.of(state, clock);
        registrations = new Registrations(discovery, resources);
        runs = new TaskRuns(
                resources,
                state,
                logs,
                pulls,
                new SecretValues(parameters, secrets),
                efs,
                interfaces,
                registrations,
                roleSessions,
                engine,
                guard,
                this::poke,
                task -> moved.accept(task.caller(), task.document()));
        execute = new ExecuteCommand(resources, engine, sessions, random);
        launch = new Launch(resources, roles, roleSessions, interfaces, random);
        scheduler = new Scheduler(resources, state, launch, runs);
        tasks = new Tasks(resources, state, runs, launch);
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Clusters(resources).operations());
        table.putAll(new Definitions(resources, pulls).operations());
        table.putAll(tasks.operations());
        table.putAll(new Services(resources, launch, scheduler, registrations).operations());
        table.putAll(execute.operations());
        table.putAll(new Tags(resources).operations());
        return Service.json("ecs", "AmazonEC2ContainerServiceV20141113", table);
    }

    /**
     * As RunTask.
     *
     * @param asked its input
     * @throws AwsException as RunTask
     */
    public void run(Caller caller, ObjectNode asked) {
        tasks.run(caller, Input.of(asked));
    }

    /** @param other is told of each task that comes to another status, as it is described */
    public void onMove(BiConsumer<Caller, ObjectNode> other) {
        moved = other;
    }

    private void poke() {
        scheduler.poke();
    }

    public void resume() {
        runs.resume();
        scheduler.begin();
    }

    /**
     * Takes the capacity of Fargate Spot back.
     *
     * @param task its ARN; empty for all tasks
     * @return how many tasks had it
     */
    public int interrupt(String task) {
        return runs.interrupt(task);
    }

    /** After {@link #clear}: services are looked after again. */
    public void cleared() {
        scheduler.begin();
    }

    public void clear() throws InterruptedException {
        scheduler.end();
        runs.clear();
    }

    public void close() throws InterruptedException {
        scheduler.end();
        runs.close();
    }
}
