package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.AccessPointAlreadyExistsException;
import software.amazon.awssdk.services.efs.model.AccessPointNotFoundException;
import software.amazon.awssdk.services.efs.model.BadRequestException;
import software.amazon.awssdk.services.efs.model.EfsException;
import software.amazon.awssdk.services.efs.model.FileSystemAlreadyExistsException;
import software.amazon.awssdk.services.efs.model.FileSystemDescription;
import software.amazon.awssdk.services.efs.model.FileSystemInUseException;
import software.amazon.awssdk.services.efs.model.FileSystemNotFoundException;
import software.amazon.awssdk.services.efs.model.LifeCycleState;
import software.amazon.awssdk.services.efs.model.LifecyclePolicy;
import software.amazon.awssdk.services.efs.model.MountTargetConflictException;
import software.amazon.awssdk.services.efs.model.MountTargetNotFoundException;
import software.amazon.awssdk.services.efs.model.PerformanceMode;
import software.amazon.awssdk.services.efs.model.PolicyNotFoundException;
import software.amazon.awssdk.services.efs.model.SecurityGroupLimitExceededException;
import software.amazon.awssdk.services.efs.model.Tag;
import software.amazon.awssdk.services.efs.model.ThroughputMode;
import software.amazon.awssdk.services.efs.model.TransitionToIARules;

/** EFS's API through Amazon's own client, without an engine; {@link EcsVolumesTest} mounts. */
class EfsTest {
    private static final String ACCOUNT = "111122223333";

    @TempDir
    static Path place;

    private static EcrWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private AwsClients aws;
    private EfsClient efs;

    @BeforeAll
    static void start() {
        world = new EcrWorld(place);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void make() {
        aws = world.account(ACCOUNT);
        efs = aws.efs();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static <T extends EfsException> T refused(Class<T> kind, int status, String message, Executable what) {
        var refusal = assertThrows(kind, what);
        assertEquals(status, refusal.statusCode());
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
        assertEquals(
                kind.getSimpleName().replace("Exception", ""),
                refusal.awsErrorDetails().errorCode());
        return refusal;
    }

    private String fileSystem() {
        return efs.createFileSystem(request -> request.creationToken(nonce)).fileSystemId();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void fileSystemsAreMadeOnceAndDescribed() {
        var made = efs.createFileSystem(request -> request.creationToken(nonce)
                .performanceMode(PerformanceMode.MAX_IO)
                .throughputMode(ThroughputMode.PROVISIONED)
                .provisionedThroughputInMibps(12.5)
                .encrypted(true)
                .tags(tag("Name", "n " + nonce), tag("owner", nonce)));
        var id = made.fileSystemId();
        assertTrue(id.matches("fs-[0-9a-f]{17}"), id);
        assertEquals("arn:aws:elasticfilesystem:eu-central-1:" + ACCOUNT + ":file-system/" + id, made.fileSystemArn());
        var again = refused(
                FileSystemAlreadyExistsException.class,
                409,
                "File system '" + id + "' already exists with creation token '" + nonce + "'",
                () -> efs.createFileSystem(request -> request.creationToken(nonce)));
        assertEquals(id, again.fileSystemId());
        for (var named : List.of(id, made.fileSystemArn())) {
            var found = efs.describeFileSystems(request -> request.fileSystemId(named))
                    .fileSystems()
                    .getFirst();
            assertEquals(LifeCycleState.AVAILABLE, found.lifeCycleState());
            assertEquals(nonce, found.creationToken());
            assertEquals("n " + nonce, found.name());
            assertEquals(List.of(tag("Name", "n " + nonce), tag("owner", nonce)), found.tags());
            assertEquals(PerformanceMode.MAX_IO, found.performanceMode());
            assertEquals(12.5, found.provisionedThroughputInMibps());
            assertTrue(found.encrypted());
            assertEquals(0, found.numberOfMountTargets());
            assertEquals(0, found.sizeInBytes().value());
            assertEquals(ACCOUNT, found.ownerId());
            assertEquals(made.creationTime(), found.creationTime());
        }
        assertEquals(
                List.of(id),
                efs.describeFileSystems(request -> request.creationToken(nonce)).fileSystems().stream()
                        .map(FileSystemDescription::fileSystemId)
                        .toList());
        try (var others = world.account("444455556666")) {
            refused(
                    FileSystemNotFoundException.class,
                    404,
                    "File system '" + id + "' does not exist.",
                    () -> others.efs().describeFileSystems(request -> request.fileSystemId(id)));
            assertNotEquals(
                    id,
                    others.efs()
                            .createFileSystem(request -> request.creationToken(nonce))
                            .fileSystemId());
        }
        efs.deleteFileSystem(request -> request.fileSystemId(id));
        refused(
                FileSystemNotFoundException.class,
                404,
                "File system '" + id + "' does not exist.",
                () -> efs.deleteFileSystem(request -> request.fileSystemId(id)));
    }

    @Test
    void fileSystemsAreListedInPages() {
        var made = IntStream.range(0, 5)
                .mapToObj(i -> efs.createFileSystem(request -> request.creationToken(nonce + i))
                        .fileSystemId())
                .sorted()
                .toList();
        var pages = efs.describeFileSystemsPaginator(request -> request.maxItems(2)).stream()
                .toList();
        assertTrue(pages.size() >= 3 && pages.getFirst().fileSystems().size() == 2, pages::toString);
        assertEquals(
                made,
                pages.stream()
                        .flatMap(page -> page.fileSystems().stream())
                        .map(FileSystemDescription::fileSystemId)
                        .filter(made::contains)
                        .toList());
    }

    @Test
    void mountTargetsAreOnePerSubnetAndKeepTheFileSystem() {
        var id = fileSystem();
        var target = efs.createMountTarget(
                request -> request.fileSystemId(id).subnetId("subnet-1").securityGroups("sg-1"));
        assertEquals(LifeCycleState.AVAILABLE, target.lifeCycleState());
        refused(
                MountTargetConflictException.class,
                409,
                "mount target already exists in this AZ",
                () -> efs.createMountTarget(request -> request.fileSystemId(id).subnetId("subnet-1")));
        efs.createMountTarget(request -> request.fileSystemId(id).subnetId("subnet-2"));
        assertEquals(
                List.of("subnet-1", "subnet-2"),
                efs
                        .describeMountTargetsPaginator(
                                request -> request.fileSystemId(id).maxItems(1))
                        .stream()
                        .flatMap(page -> page.mountTargets().stream())
                        .map(one -> one.subnetId())
                        .sorted()
                        .toList());
        assertEquals(
                2,
                efs.describeFileSystems(request -> request.fileSystemId(id))
                        .fileSystems()
                        .getFirst()
                        .numberOfMountTargets());
        var targetId = target.mountTargetId();
        efs.modifyMountTargetSecurityGroups(
                request -> request.mountTargetId(targetId).securityGroups("sg-2", "sg-3"));
        assertEquals(
                List.of("sg-2", "sg-3"),
                efs.describeMountTargetSecurityGroups(request -> request.mountTargetId(targetId))
                        .securityGroups());
        refused(
                SecurityGroupLimitExceededException.class,
                400,
                "A mount target can have a maximum of 5 security groups.",
                () -> efs.modifyMountTargetSecurityGroups(
                        request -> request.mountTargetId(targetId).securityGroups("1", "2", "3", "4", "5", "6")));
        refused(
                FileSystemInUseException.class,
                409,
                "The file system '" + id + "' cannot be deleted because it has mount targets. You must delete the mount"
                        + " targets, and then try again.",
                () -> efs.deleteFileSystem(request -> request.fileSystemId(id)));
        efs.describeMountTargets(request -> request.fileSystemId(id))
                .mountTargets()
                .forEach(one -> efs.deleteMountTarget(request -> request.mountTargetId(one.mountTargetId())));
        refused(
                MountTargetNotFoundException.class,
                404,
                "Mount target '" + targetId + "' does not exist.",
                () -> efs.describeMountTargets(request -> request.mountTargetId(targetId)));
        efs.deleteFileSystem(request -> request.fileSystemId(id));
    }

    @Test
    void accessPointsAreDescribedAsTheyWereMade() {
        var id = fileSystem();
        var made = efs.createAccessPoint(request -> request.fileSystemId(id)
                .clientToken(nonce)
                .tags(tag("Name", nonce))
                .posixUser(user -> user.uid(1L).gid(2L).secondaryGids(3L, 4_294_967_295L))
                .rootDirectory(root -> root.path("/a/b")
                        .creationInfo(info -> info.ownerUid(5L).ownerGid(6L).permissions("0711"))));
        var point = made.accessPointId();
        assertTrue(point.matches("fsap-[0-9a-f]{17}"), point);
        var found = efs.describeAccessPoints(request -> request.accessPointId(point))
                .accessPoints()
                .getFirst();
        assertEquals(
                "arn:aws:elasticfilesystem:eu-central-1:" + ACCOUNT + ":access-point/" + point, found.accessPointArn());
        assertEquals(made.posixUser(), found.posixUser());
        assertEquals(List.of(3L, 4_294_967_295L), found.posixUser().secondaryGids());
        assertEquals("/a/b", found.rootDirectory().path());
        assertEquals("0711", found.rootDirectory().creationInfo().permissions());
        assertEquals(nonce, found.name());
        assertEquals(
                point,
                assertThrows(
                                AccessPointAlreadyExistsException.class,
                                () -> efs.createAccessPoint(
                                        request -> request.fileSystemId(id).clientToken(nonce)))
                        .accessPointId());
        var plain = efs.createAccessPoint(request -> request.fileSystemId(id));
        assertEquals("/", plain.rootDirectory().path());
        assertEquals(
                2,
                efs
                        .describeAccessPointsPaginator(
                                request -> request.fileSystemId(id).maxResults(1))
                        .accessPoints()
                        .stream()
                        .count());
        refused(
                BadRequestException.class,
                400,
                "Specify an access point ID or a file system ID, not both.",
                () -> efs.describeAccessPoints(
                        request -> request.fileSystemId(id).accessPointId(point)));
        var unfit = assertThrows(
                EfsException.class,
                () -> efs.createAccessPoint(
                        request -> request.fileSystemId(id).rootDirectory(root -> root.path("/a/../b"))));
        assertEquals("ValidationException", unfit.awsErrorDetails().errorCode());
        efs.deleteAccessPoint(request -> request.accessPointId(point));
        refused(
                AccessPointNotFoundException.class,
                404,
                "Access point '" + point + "' does not exist.",
                () -> efs.deleteAccessPoint(request -> request.accessPointId(point)));
        // The others go with the file system.
        efs.deleteFileSystem(request -> request.fileSystemId(id));
        assertThrows(
                AccessPointNotFoundException.class,
                () -> efs.describeAccessPoints(request -> request.accessPointId(plain.accessPointId())));
    }

    @Test
    void tagsOfBothKinds() {
        var id = fileSystem();
        var point = efs.createAccessPoint(request -> request.fileSystemId(id)).accessPointArn();
        for (var resource : List.of(id, point)) {
            efs.tagResource(
                    request -> request.resourceId(resource).tags(tag("a", "1"), tag("b", nonce), tag("c", "3")));
            efs.untagResource(request -> request.resourceId(resource).tagKeys("a", "c"));
            assertEquals(
                    List.of(tag("b", nonce)),
                    efs.listTagsForResource(request -> request.resourceId(resource))
                            .tags());
        }
        assertEquals(
                List.of(tag("b", nonce)),
                efs.describeAccessPoints(request -> request.accessPointId(point))
                        .accessPoints()
                        .getFirst()
                        .tags());
    }

    @Test
    void policiesOfLifeAreKeptAndOthersAreNot() {
        var id = fileSystem();
        var cold = LifecyclePolicy.builder()
                .transitionToIA(TransitionToIARules.AFTER_30_DAYS)
                .build();
        assertEquals(
                List.of(),
                efs.describeLifecycleConfiguration(request -> request.fileSystemId(id))
                        .lifecyclePolicies());
        efs.putLifecycleConfiguration(request -> request.fileSystemId(id).lifecyclePolicies(cold));
        assertEquals(
                List.of(cold),
                efs.describeLifecycleConfiguration(request -> request.fileSystemId(id))
                        .lifecyclePolicies());
        refused(
                PolicyNotFoundException.class,
                404,
                "Policy not found for file system '" + id + "'.",
                () -> efs.describeFileSystemPolicy(request -> request.fileSystemId(id)));
        efs.deleteFileSystemPolicy(request -> request.fileSystemId(id));
        assertThrows(
                PolicyNotFoundException.class, () -> efs.describeBackupPolicy(request -> request.fileSystemId(id)));
        var unknown = assertThrows(
                EfsException.class,
                () -> efs.putFileSystemPolicy(
                        request -> request.fileSystemId(id).policy("{}")));
        assertEquals("UnknownOperationException", unknown.awsErrorDetails().errorCode());
        assertEquals(404, unknown.statusCode());
    }

    @Test
    void whatHasNoEffectIsRefused() {
        refused(
                BadRequestException.class,
                400,
                "KmsKeyId is not simulated.",
                () -> efs.createFileSystem(
                        request -> request.creationToken(nonce).encrypted(true).kmsKeyId("key")));
        refused(
                BadRequestException.class,
                400,
                "Backup is not simulated.",
                () -> efs.createFileSystem(
                        request -> request.creationToken(nonce).backup(true)));
        var id = fileSystem();
        refused(
                BadRequestException.class,
                400,
                "IpAddress is not simulated.",
                () -> efs.createMountTarget(
                        request -> request.fileSystemId(id).subnetId("subnet-1").ipAddress("10.0.0.1")));
        assertEquals(
                List.of(),
                efs.describeMountTargets(request -> request.fileSystemId(id)).mountTargets());
    }
}
