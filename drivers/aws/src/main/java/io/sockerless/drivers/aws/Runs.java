package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.aws.TaskTags.Carried;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** Starts and stops tasks. A run's name is with its task as {@code startedBy}. */
record Runs(EcsConfig config, Clients clients, TaskTags tags) {
    private static final System.Logger LOG = System.getLogger(Runs.class.getName());
    private static final int LONGEST_REASON = 250;

    /**
     * Starts a task, once for each run.
     *
     * @param carried what goes with it
     * @return its ARN
     * @throws EngineException UNAVAILABLE when the service has no room
     */
    String run(TaskSpec spec, String run, String definition, DialSettings agent, Carried carried) {
        return started(request(run, definition, agent)
                .tags(tags.of(spec.id(), spec.name(), run, carried))
                .build());
    }

    /** Starts a task that waits for its container. */
    String wait(String run, String definition, DialSettings agent) {
        return started(request(run, definition, agent).tags(tags.waiting()).build());
    }

    private RunTaskRequest.Builder request(String run, String definition, DialSettings agent) {
        ContainerOverride own = ContainerOverride.builder()
                .name(Definition.CONTAINER)
                .environment(Gateway.OWN.stream()
                        .sorted()
                        .map(name -> Definition.pair(name, agent.waiting().get(name)))
                        .toList())
                .build();
        return onCapacity(run, definition).overrides(overrides -> overrides.containerOverrides(own));
    }

    /** Has a task carry something else from now on. */
    void describe(String arn, String id, String name, String run, Carried carried) {
        Clients.ask(() ->
                clients.ecs().tagResource(request -> request.resourceArn(arn).tags(tags.of(id, name, run, carried))));
    }

    /** Starts a task that belongs to no container. */
    String clean(String definition) {
        return started(request(RandomName.random(), definition)
                .launchType(LaunchType.FARGATE)
                .tags(TaskTags.tag(Definition.MARK, "cleaning"))
                .build());
    }

    private RunTaskRequest.Builder request(String run, String definition) {
        return RunTaskRequest.builder()
                .cluster(config.cluster())
                .taskDefinition(definition)
                .count(1)
                .clientToken(run)
                .startedBy(run)
                .networkConfiguration(network -> network.awsvpcConfiguration(vpc -> vpc.subnets(config.subnets())
                        .securityGroups(config.securityGroups())
                        .assignPublicIp(config.publicAddress() ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED)));
    }

    private RunTaskRequest.Builder onCapacity(String run, String definition) {
        RunTaskRequest.Builder request = request(run, definition);
        return config.spot()
                ? request.capacityProviderStrategy(CapacityProviderStrategyItem.builder()
                        .capacityProvider("FARGATE_SPOT")
                        .weight(1)
                        .build())
                : request.launchType(LaunchType.FARGATE);
    }

    /** Why the service took back the capacity of a task; empty when it did not, or what it uses is not to be taken back. */
    Optional<String> interruption(String arn) {
        return config.spot()
                ? Clients.ask(() -> clients.ecs()
                                .describeTasks(request ->
                                        request.cluster(config.cluster()).tasks(arn)))
                        .tasks()
                        .stream()
                        .filter(task -> task.stopCode() == TaskStopCode.SPOT_INTERRUPTION)
                        .map(task -> "Amazon ECS took back the capacity: " + task.stoppedReason())
                        .findFirst()
                : Optional.empty();
    }

    private String started(RunTaskRequest request) {
        RunTaskResponse answer = Clients.ask(() -> clients.ecs().runTask(request));
        if (answer.tasks().isEmpty()) {
            String why = answer.failures().isEmpty()
                    ? "no task was started"
                    : answer.failures().getFirst().reason();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: " + why);
        }
        return answer.tasks().getFirst().taskArn();
    }

    /**
     * The task of a run whose start was never answered. It may still be on its way there: it is asked for once more under
     * its token, so that there is one, and will be no other.
     *
     * @return none when the service would not have started it either
     */
    Optional<String> claim(String run, String definition) {
        return find(run)
                .or(() -> Clients.ask(() -> {
                    try {
                        return clients.ecs().runTask(onCapacity(run, definition).build()).tasks().stream()
                                .map(Task::taskArn)
                                .findFirst();
                    } catch (ConflictException e) {
                        return e.resourceIds().stream().findFirst();
                    } catch (InvalidParameterException | ClientException e) {
                        LOG.log(System.Logger.Level.DEBUG, "asking for run " + run + " once more", e);
                        return Optional.empty();
                    }
                }));
    }

    /** The task of a run, if the service lists it. */
    Optional<String> find(String run) {
        for (DesiredStatus status : List.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)) {
            List<String> found = Clients.ask(() -> clients.ecs()
                    .listTasks(request ->
                            request.cluster(config.cluster()).startedBy(run).desiredStatus(status))
                    .taskArns());
            if (!found.isEmpty()) {
                return Optional.of(found.getFirst());
            }
        }
        return Optional.empty();
    }

    /** Lets the service end a task; one that it no longer knows is fine. */
    void stop(String arn, String whyever) {
        String reason = whyever.substring(0, Math.min(whyever.length(), LONGEST_REASON));
        Clients.ask(() -> {
            try {
                return clients.ecs()
                        .stopTask(request ->
                                request.cluster(config.cluster()).task(arn).reason(reason));
            } catch (InvalidParameterException _) {
                return null; // it has been forgotten over there
            }
        });
    }
}
