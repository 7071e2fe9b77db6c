package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecs.model.CPUArchitecture;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.ecs.model.Tmpfs;
import software.amazon.awssdk.services.ecs.model.Ulimit;
import software.amazon.awssdk.services.ecs.model.Volume;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;

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

    private static final int LONGEST_GRACE = 120;
    private static final int LEAST_GRACE = 2;
    private static final int USUAL_GRACE = 10;
    private static final int DIGITS = 40;

    /** The ARN of a container's definition, which is registered when there is none. Its command is not in it. */
    String arn(TaskSpec spec, String image, DialSettings agent, Volumes volumes) {
        long grace = spec.config().stopTimeout().orElse((long) USUAL_GRACE);
        ContainerDefinition.Builder container = container(spec.host(), grace, image, agent);
        return registered(request(spec, container, volumes).build());
    }

    /** The same for containers with these limits and nothing else that a definition must say. */
    String arn(HostConfig host, String image, DialSettings agent) {
        return registered(task(
                        TaskSize.of(host),
                        container(host, USUAL_GRACE, image, agent).build())
                .build());
    }

    /** The ARN of one whose task empties the directory of an access point. */
    String cleaning(String image, AccessPointDescription point) {
        String mount = "/volume";
        ContainerDefinition.Builder container = ContainerDefinition.builder()
                .name(CONTAINER)
                .image(image)
                .essential(true)
                .entryPoint(AgentLayer.PROGRAM, "empty", mount)
                .mountPoints(point(point.accessPointId(), mount, false));
        logged(container);
        return registered(
                task(TaskSize.LEAST, container.build()).volumes(volume(point)).build());
    }

    private String registered(RegisterTaskDefinitionRequest nameless) {
        String family = "sockerless-" + Digest.sha256(nameless.toString()).hex().substring(0, DIGITS);
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

    private RegisterTaskDefinitionRequest.Builder request(
            TaskSpec spec, ContainerDefinition.Builder container, Volumes volumes) {
        List<MountPoint> points = new ArrayList<>();
        Map<String, Volume> needed = new TreeMap<>();
        List<Tmpfs> temporary = new ArrayList<>();
        for (Bind bind : Bind.of(spec)) {
            if (bind.isDirectory()) {
                String own = "bind-" + bind.number();
                needed.put(own, Volume.builder().name(own).build());
                points.add(point(own, bind.mount().target(), bind.mount().readOnly()));
                if (bind.mount().readOnly()) {
                    points.add(point(own, Bind.behind(bind.number()), false));
                }
            }
        }
        for (MountSpec mount : spec.mounts()) {
            if (Bind.isOne(mount)) {
                continue;
            }
            if (mount.type().equals("tmpfs")) {
                temporary.add(TmpfsMount.of(mount, spec.host()));
            } else if (!Volumes.isOfTask(mount)) {
                AccessPointDescription point = volumes.of(mount);
                needed.put(point.accessPointId(), volume(point));
                points.add(point(point.accessPointId(), mount.target(), mount.readOnly()));
            } else if (spec.host().bool("ReadonlyRootfs")) {
                String own = "own-" + points.size();
                needed.put(own, Volume.builder().name(own).build());
                points.add(point(own, mount.target(), mount.readOnly()));
            }
        }
        boolean init = spec.host().optionalBool("Init").orElse(false);
        if (init || !temporary.isEmpty()) {
            container.linuxParameters(linux ->
                    linux.initProcessEnabled(init ? true : null).tmpfs(temporary.isEmpty() ? null : temporary));
        }
        if (!points.isEmpty()) {
            container.mountPoints(points);
        }
        RegisterTaskDefinitionRequest.Builder request = task(TaskSize.of(spec.host()), container.build());
        return needed.isEmpty() ? request : request.volumes(needed.values());
    }

    /** Access points of the volumes of a definition. */
    List<String> accessPoints(String arn) {
        return Clients.ask(() -> clients.ecs().describeTaskDefinition(request -> request.taskDefinition(arn)))
                .taskDefinition()
                .volumes()
                .stream()
                .filter(volume -> volume.efsVolumeConfiguration() != null)
                .map(volume ->
                        volume.efsVolumeConfiguration().authorizationConfig().accessPointId())
                .toList();
    }

    private static MountPoint point(String volume, String target, boolean readOnly) {
        return MountPoint.builder()
                .sourceVolume(volume)
                .containerPath(target)
                .readOnly(readOnly)
                .build();
    }

    private static Volume volume(AccessPointDescription point) {
        return Volume.builder()
                .name(point.accessPointId())
                .efsVolumeConfiguration(efs -> efs.fileSystemId(point.fileSystemId())
                        .transitEncryption(EFSTransitEncryption.ENABLED)
                        .authorizationConfig(access -> access.accessPointId(point.accessPointId())))
                .build();
    }

    private RegisterTaskDefinitionRequest.Builder task(TaskSize size, ContainerDefinition container) {
        RegisterTaskDefinitionRequest.Builder request = RegisterTaskDefinitionRequest.builder()
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu(Integer.toString(size.cpu()))
                .memory(Integer.toString(size.memory()))
                .containerDefinitions(container);
        if (config.architecture().equals("arm64")) {
            request.runtimePlatform(platform -> platform.cpuArchitecture(CPUArchitecture.ARM64));
        }
        if (!config.executionRole().isEmpty()) {
            request.executionRoleArn(config.executionRole());
        }
        if (!config.taskRole().isEmpty()) {
            request.taskRoleArn(config.taskRole());
        }
        return request;
    }

    private ContainerDefinition.Builder container(HostConfig host, long grace, String image, DialSettings agent) {
        ContainerDefinition.Builder container = ContainerDefinition.builder()
                .name(CONTAINER)
                .image(image)
                .essential(true)
                .entryPoint(AgentLayer.PROGRAM, "dial")
                .environment(environment(agent))
                .stopTimeout(grace(grace));
        logged(container);
        if (TaskSize.memory(host) > 0) {
            container.memory((int) TaskSize.memory(host));
        }
        if (host.integer("MemoryReservation") > 0) {
            container.memoryReservation((int) (host.integer("MemoryReservation") >> 20));
        }
        if (host.bool("ReadonlyRootfs")) {
            container.readonlyRootFilesystem(true);
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
        return container;
    }

    private void logged(ContainerDefinition.Builder container) {
        if (!config.logGroup().isEmpty()) {
            container.logConfiguration(log -> log.logDriver(LogDriver.AWSLOGS).options(logging()));
        }
    }

    private Map<String, String> logging() {
        Map<String, String> options = new TreeMap<>();
        options.put("awslogs-group", config.logGroup());
        options.put("awslogs-region", region);
        options.put("awslogs-stream-prefix", PREFIX);
        return options;
    }

    /** What all agents are told alike. */
    private static List<KeyValuePair> environment(DialSettings agent) {
        List<KeyValuePair> all = new ArrayList<>();
        agent.waiting().forEach((name, value) -> {
            if (!Gateway.OWN.contains(name)) {
                all.add(pair(name, value));
            }
        });
        return all;
    }

    static KeyValuePair pair(String name, String value) {
        return KeyValuePair.builder().name(name).value(value).build();
    }

    /** What Fargate waits between asking and killing; Docker's {@code stop --time} has no way to say another later. */
    private static int grace(long wanted) {
        return Math.clamp(wanted < 0 ? LONGEST_GRACE : wanted, LEAST_GRACE, LONGEST_GRACE);
    }
}
