package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.ecs.model.Ulimit;

/**
 * A container as a task definition. Its family is named after all that it says, so that containers that are alike share
 * one, and it is registered once.
 */
record Definition(EcsConfig config, Clients clients, String region) {
    /** The container in a task. */
    static final String CONTAINER = "main";

    /** Of the log's streams; then come the container's name and the task's id. */
    static final String PREFIX = "sockerless";

    static final String MARK = "io.sockerless";

    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int LONGEST_GRACE = 120;
    private static final int LEAST_GRACE = 2;
    private static final int USUAL_GRACE = 10;
    private static final int DIGITS = 40;

    /** The ARN of a container's definition, which is registered when there is none. */
    String arn(TaskSpec spec, String image) {
        RegisterTaskDefinitionRequest nameless = request(spec, image).build();
        String family = "sockerless-"
                + Digest.sha256(nameless.toString()).hex().substring(0, DIGITS);
        return Clients.ask(() -> {
            try {
                var found = clients.ecs().describeTaskDefinition(request -> request.taskDefinition(family));
                if (found.taskDefinition().status() == TaskDefinitionStatus.ACTIVE) {
                    return found.taskDefinition().taskDefinitionArn();
                }
            } catch (ClientException _) {
                // There is none of this family: what else it may mean, registering one says again.
            }
            return clients.ecs()
                    .registerTaskDefinition(nameless.toBuilder()
                            .family(family)
                            .tags(Tag.builder().key(MARK).value("definition").build())
                            .build())
                    .taskDefinition()
                    .taskDefinitionArn();
        });
    }

    private RegisterTaskDefinitionRequest.Builder request(TaskSpec spec, String image) {
        TaskSize size = TaskSize.of(spec.host());
        RegisterTaskDefinitionRequest.Builder request = RegisterTaskDefinitionRequest.builder()
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu(Integer.toString(size.cpu()))
                .memory(Integer.toString(size.memory()))
                .containerDefinitions(container(spec, image));
        if (!config.executionRole().isEmpty()) {
            request.executionRoleArn(config.executionRole());
        }
        if (!config.taskRole().isEmpty()) {
            request.taskRoleArn(config.taskRole());
        }
        return request;
    }

    private ContainerDefinition container(TaskSpec spec, String image) {
        HostConfig host = spec.host();
        ContainerDefinition.Builder container = ContainerDefinition.builder()
                .name(CONTAINER)
                .image(image)
                .essential(true)
                .entryPoint(spec.args().getFirst())
                .command(spec.args().subList(1, spec.args().size()))
                .environment(environment(spec))
                .stopTimeout(grace(spec))
                .logConfiguration(log -> log.logDriver(LogDriver.AWSLOGS).options(logging()));
        if (TaskSize.memory(host) > 0) {
            container.memory((int) TaskSize.memory(host));
        }
        if (host.integer("MemoryReservation") > 0) {
            container.memoryReservation((int) (host.integer("MemoryReservation") >> 20));
        }
        if (!spec.config().user().isEmpty()) {
            container.user(spec.config().user());
        }
        if (!spec.config().workingDir().isEmpty()) {
            container.workingDirectory(spec.config().workingDir());
        }
        if (host.bool("ReadonlyRootfs")) {
            container.readonlyRootFilesystem(true);
        }
        if (host.optionalBool("Init").orElse(false)) {
            container.linuxParameters(linux -> linux.initProcessEnabled(true));
        }
        List<Ulimit> limits = new ArrayList<>();
        for (Map<String, Object> limit : host.objects("Ulimits")) {
            limits.add(Ulimit.builder()
                    .name(String.valueOf(limit.get("Name")))
                    .softLimit(((Number) limit.get("Soft")).intValue())
                    .hardLimit(((Number) limit.get("Hard")).intValue())
                    .build());
        }
        if (!limits.isEmpty()) {
            container.ulimits(limits);
        }
        return container.build();
    }

    private Map<String, String> logging() {
        Map<String, String> options = new TreeMap<>();
        options.put("awslogs-group", config.logGroup());
        options.put("awslogs-region", region);
        options.put("awslogs-stream-prefix", PREFIX);
        return options;
    }

    private static List<KeyValuePair> environment(TaskSpec spec) {
        List<String> all = new ArrayList<>(spec.env());
        if (all.stream().noneMatch(pair -> pair.startsWith("PATH="))) {
            all.addFirst(PATH);
        }
        return all.stream()
                .map(pair -> pair.split("=", 2))
                .map(pair -> KeyValuePair.builder()
                        .name(pair[0])
                        .value(pair.length > 1 ? pair[1] : "")
                        .build())
                .toList();
    }

    /** What Fargate waits between asking and killing; Docker's {@code stop --time} has no way to say another later. */
    private static int grace(TaskSpec spec) {
        long wanted = spec.config().stopTimeout().orElse((long) USUAL_GRACE);
        return Math.clamp(wanted < 0 ? LONGEST_GRACE : wanted, LEAST_GRACE, LONGEST_GRACE);
    }
}
