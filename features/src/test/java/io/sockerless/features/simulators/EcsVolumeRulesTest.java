package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.EFSVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.Volume;
import software.amazon.awssdk.services.ecs.model.VolumeFrom;

/** What task definitions may say about volumes; {@link EcsVolumesTest} runs them. */
class EcsVolumeRulesTest {
    private final String nonce = UUID.randomUUID().toString();

    @TempDir
    Path place;

    private EcsWorld world;

    private static MountPoint at(String volume, String path, boolean readOnly) {
        return MountPoint.builder()
                .sourceVolume(volume)
                .containerPath(path)
                .readOnly(readOnly)
                .build();
    }

    private static Volume scratch(String name) {
        return Volume.builder().name(name).build();
    }

    private static Volume efs(String fileSystem, Consumer<EFSVolumeConfiguration.Builder> more) {
        return Volume.builder()
                .name("files")
                .efsVolumeConfiguration(efs -> more.accept(efs.fileSystemId(fileSystem)))
                .build();
    }

    private String refusal(Volume volume, ContainerDefinition container) {
        return assertThrows(
                        ClientException.class,
                        () -> world.register("r-" + nonce, request -> request.volumes(volume), container))
                .awsErrorDetails()
                .errorMessage();
    }

    @Test
    void definitionsAreCheckedAndDescribed() {
        var simulator = new EcrWorld(place);
        try (simulator;
                var aws = simulator.account("111122223333")) {
            world = EcsWorld.make(aws, nonce);
            check(aws);
        }
    }

    private void check(AwsClients aws) {
        var plain = world.script("main", "true").build();
        assertEquals(
                "Unknown volume 'none'.",
                refusal(
                        scratch("one"),
                        plain.toBuilder().mountPoints(at("none", "/x", false)).build()));
        assertEquals(
                "Fargate compatible task definitions do not support sourcePath",
                refusal(
                        Volume.builder()
                                .name("host")
                                .host(host -> host.sourcePath("/etc"))
                                .build(),
                        plain));
        assertEquals(
                "When using an EFS access point, the root directory must either be set to \"/\" or be omitted.",
                refusal(
                        efs(
                                "fs-01234567",
                                efs -> efs.rootDirectory("/x")
                                        .transitEncryption(EFSTransitEncryption.ENABLED)
                                        .authorizationConfig(
                                                authorization -> authorization.accessPointId("fsap-01234567"))),
                        plain));
        assertEquals(
                "When the volume parameter is specified, only one volume configuration type should be used.",
                refusal(
                        efs("fs-01234567", efs -> {}).toBuilder()
                                .host(host -> host.sourcePath("/x"))
                                .build(),
                        plain));
        assertEquals(
                "volumesFrom: container 'main' takes the volumes of itself.",
                refusal(
                        scratch("one"),
                        plain.toBuilder()
                                .volumesFrom(VolumeFrom.builder()
                                        .sourceContainer("main")
                                        .build())
                                .build()));
        assertEquals(
                "dockerVolumeConfiguration is not simulated.",
                refusal(
                        Volume.builder()
                                .name("docker")
                                .dockerVolumeConfiguration(docker -> docker.driver("local"))
                                .build(),
                        plain));
        var mounting = plain.toBuilder()
                .mountPoints(at("files", "/x", true), at("one", "/y", false))
                .build();
        var remote = efs(
                "fs-01234567",
                efs -> efs.transitEncryption(EFSTransitEncryption.ENABLED).transitEncryptionPort(2049));
        var arn = world.register("d-" + nonce, request -> request.volumes(remote, scratch("one")), mounting);
        var described = aws.ecs()
                .describeTaskDefinition(request -> request.taskDefinition(arn))
                .taskDefinition();
        assertEquals(
                List.of(
                        efs(
                                "fs-01234567",
                                efs -> efs.rootDirectory("/")
                                        .transitEncryption(EFSTransitEncryption.ENABLED)
                                        .transitEncryptionPort(2049)),
                        Volume.builder().name("one").host(host -> {}).build()),
                described.volumes());
        assertEquals(
                mounting.mountPoints(),
                described.containerDefinitions().getFirst().mountPoints());
    }
}
