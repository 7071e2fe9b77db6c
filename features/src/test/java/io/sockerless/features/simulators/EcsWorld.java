package io.sockerless.features.simulators;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.waiters.EcsWaiter;

/** A cluster, a log group, and what is done with them. */
record EcsWorld(AwsClients aws, String cluster, String group) {
    static final String ROLE = "arn:aws:iam::000000000000:role/ecsTaskExecutionRole";

    static EcsWorld make(AwsClients aws, String nonce) {
        aws.ecs().createCluster(request -> request.clusterName("c-" + nonce));
        aws.logs().createLogGroup(request -> request.logGroupName("/ecs/" + nonce));
        return new EcsWorld(aws, "c-" + nonce, "/ecs/" + nonce);
    }

    /** The same, asked through other clients. */
    EcsWorld through(AwsClients others) {
        return new EcsWorld(others, cluster, group);
    }

    /** Busybox with a script, whose output is logged. */
    ContainerDefinition.Builder script(String name, String script) {
        return ContainerDefinition.builder()
                .name(name)
                .image("busybox")
                .command("sh", "-c", script)
                .logConfiguration(log -> log.logDriver(LogDriver.AWSLOGS)
                        .options(java.util.Map.of(
                                "awslogs-group", group,
                                "awslogs-region", "eu-central-1",
                                "awslogs-stream-prefix", "it")));
    }

    String register(String family, ContainerDefinition... containers) {
        return register(family, request -> request, containers);
    }

    /** @param role of the execution; null for none */
    String register(String family, String role, ContainerDefinition... containers) {
        return register(family, request -> request.executionRoleArn(role), containers);
    }

    /** @param more what is said beside the family and its containers */
    String register(
            String family,
            UnaryOperator<RegisterTaskDefinitionRequest.Builder> more,
            ContainerDefinition... containers) {
        return aws.ecs()
                .registerTaskDefinition(request -> more.apply(request)
                        .family(family)
                        .networkMode(NetworkMode.AWSVPC)
                        .requiresCompatibilities(Compatibility.FARGATE)
                        .cpu("256")
                        .memory("512")
                        .containerDefinitions(containers))
                .taskDefinition()
                .taskDefinitionArn();
    }

    Task run(String definition) {
        return run(definition, request -> request);
    }

    Task run(String definition, UnaryOperator<RunTaskRequest.Builder> more) {
        var request = RunTaskRequest.builder()
                .cluster(cluster)
                .taskDefinition(definition)
                .launchType(LaunchType.FARGATE)
                .networkConfiguration(net -> net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet())));
        return aws.ecs().runTask(more.apply(request).build()).tasks().getFirst();
    }

    Task described(Task task) {
        return aws.ecs()
                .describeTasks(request -> request.cluster(cluster).tasks(task.taskArn()))
                .tasks()
                .getFirst();
    }

    EcsWaiter waiter() {
        return EcsWaiter.builder()
                .client(aws.ecs())
                .overrideConfiguration(config -> config.maxAttempts(1000)
                        .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofMillis(50)))
                        .waitTimeout(Duration.ofSeconds(60)))
                .build();
    }

    Task stopped(Task task) {
        try (var waiter = waiter()) {
            waiter.waitUntilTasksStopped(request -> request.cluster(cluster).tasks(task.taskArn()));
        }
        return described(task);
    }

    Task running(Task task) {
        try (var waiter = waiter()) {
            waiter.waitUntilTasksRunning(request -> request.cluster(cluster).tasks(task.taskArn()));
        }
        return described(task);
    }

    /** What was logged, of all containers or those whose stream begins so. */
    List<String> logged(String prefix) {
        return aws
                .logs()
                .filterLogEventsPaginator(request -> request.logGroupName(group).logStreamNamePrefix(prefix))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();
    }
}
