package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.EFSTransitEncryption;
import software.amazon.awssdk.services.ecs.model.EFSVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.MountPoint;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;
import software.amazon.awssdk.services.ecs.model.Volume;
import software.amazon.awssdk.services.ecs.model.VolumeFrom;
import software.amazon.awssdk.services.efs.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.efs.model.FileSystemInUseException;

/** Volumes of ECS's tasks through Amazon's own clients: files that are really there, at a daemon of ours. */
@Tag("external")
class EcsVolumesTest {
    private static final String UNRESOLVED =
            "ResourceInitializationError: failed to invoke EFS utils commands to set up"
                    + " EFS volumes: stderr: Failed to resolve \"";

    @TempDir
    static Path place;

    private static Daemon daemon;
    private static SimulatorProcess simulator;
    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);
    private AwsClients aws;
    private EcsWorld world;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECS VOLUMES SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "ecs-volumes");
        simulator = SimulatorProcess.start(place, daemon.host());
    }

    @AfterAll
    static void stop() throws IOException {
        if (simulator != null) {
            simulator.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }

    @BeforeEach
    void make() {
        aws = simulator.clients();
        world = EcsWorld.make(aws, nonce);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static List<String> volumes() {
        return Json.parse(daemon.ask(Request.of("GET", "/volumes")).body())
                .path("Volumes")
                .valueStream()
                .map(volume -> volume.path("Name").asText())
                .toList();
    }

    /** The task's own go just after it is said to have stopped. */
    private static void gone(String part) {
        while (volumes().stream().anyMatch(name -> name.contains(part))) {
            Thread.onSpinWait();
        }
    }

    private static String id(Task task) {
        return task.taskArn().substring(task.taskArn().lastIndexOf('/') + 1);
    }

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

    private String fileSystem() {
        var id = aws.efs()
                .createFileSystem(request -> request.creationToken(nonce))
                .fileSystemId();
        aws.efs().createMountTarget(request -> request.fileSystemId(id).subnetId(aws.subnet()));
        return id;
    }

    private String accessPoint(Consumer<CreateAccessPointRequest.Builder> more) {
        return aws.efs().createAccessPoint(more).accessPointId();
    }

    /** Runs a script to its end, with the volume at {@code /data}. */
    private Task ran(Volume volume, String script) {
        return ran(volume, script, false);
    }

    private Task ran(Volume volume, String script, boolean readOnly) {
        var main = world.script("main", script)
                .mountPoints(at(volume.name(), "/data", readOnly))
                .build();
        return world.stopped(world.run(world.register("f-" + nonce, request -> request.volumes(volume), main)));
    }

    private static int exit(Task task) {
        return task.containers().getFirst().exitCode();
    }

    @Test
    void containersOfATaskShareScratch() {
        var writer = world.script(
                        "writer", "echo " + nonce + " > /out/word; while [ -e /out/word ]; do usleep 20000; done")
                .mountPoints(at("shared", "/out", false))
                .build();
        var reader = world.script(
                        "reader",
                        "until grep . /in/word 2>/dev/null; do usleep 20000; done; echo no > /in/word; until [ -e /sign/seen ]; do"
                                + " usleep 20000; done; rm /both/word; exit " + code)
                .mountPoints(at("shared", "/in", true), at("shared", "/both", false), at("sign", "/sign", true))
                .build();
        var taker = world.script(
                        "taker",
                        "ls -d /in /both; echo no > /both/other; touch /sign/seen; while :; do usleep 20000; done")
                .essential(false)
                .stopTimeout(1)
                .mountPoints(at("sign", "/sign", false))
                .volumesFrom(VolumeFrom.builder()
                        .sourceContainer("reader")
                        .readOnly(true)
                        .build())
                .build();
        var task = world.run(world.register(
                "f-" + nonce, request -> request.volumes(scratch("shared"), scratch("sign")), writer, reader, taker));
        var stopped = world.stopped(task);
        assertEquals(
                code,
                stopped.containers().stream()
                        .filter(one -> one.name().equals("reader"))
                        .findFirst()
                        .orElseThrow()
                        .exitCode());
        var read = world.logged("it/reader/");
        assertTrue(read.contains(nonce), read::toString);
        assertTrue(read.toString().contains("Read-only file system"), read::toString);
        var taken = world.logged("it/taker/");
        assertTrue(taken.containsAll(List.of("/both", "/in")), taken::toString);
        assertTrue(taken.toString().contains("Read-only file system"), taken::toString);
        gone(id(task));
    }

    /** Busybox with files of which the image says that they are in a volume, and others of which it does not. */
    private String seeded() {
        var name = "seed-" + nonce;
        var script = "mkdir /seed /plain; echo " + nonce + " > /seed/word; echo no > /plain/word; chown 12:34 /seed";
        var made = daemon.ask(Request.of("POST", "/containers/create?name=" + name)
                .json("{\"Image\":\"busybox\",\"Cmd\":[\"sh\",\"-c\",\"" + script + "\"]}"));
        assertEquals(201, made.status(), made::text);
        daemon.ask(Request.of("POST", "/containers/" + name + "/start"));
        daemon.ask(Request.of("POST", "/containers/" + name + "/wait"));
        var image = daemon.ask(
                Request.of("POST", "/commit?container=" + name + "&repo=" + name + "&tag=one&changes=VOLUME%20/seed"));
        assertEquals(201, image.status(), image::text);
        daemon.ask(Request.of("DELETE", "/containers/" + name));
        return name + ":one";
    }

    @Test
    void whatAnImageDeclaresComesIntoTheVolume() {
        var image = seeded();
        var mounting = world.script("main", "stat -c %u:%g /seed; cat /seed/word; ls -A /plain; exit " + code)
                .image(image)
                .mountPoints(at("one", "/seed", false), at("two", "/plain", false))
                .build();
        assertEquals(
                code,
                exit(world.stopped(world.run(world.register(
                        "f-" + nonce, request -> request.volumes(scratch("one"), scratch("two")), mounting)))));
        assertEquals(List.of("12:34", nonce), world.logged("it/main/"));
        var lender = world.script("lender", "until [ -e /seed/taken ]; do usleep 20000; done; exit " + code)
                .image(image)
                .build();
        var taker = world.script("taker", "cat /seed/word; touch /seed/taken; while :; do usleep 20000; done")
                .essential(false)
                .stopTimeout(1)
                .volumesFrom(VolumeFrom.builder().sourceContainer("lender").build())
                .build();
        var task = world.run(world.register("l-" + nonce, lender, taker));
        var stopped = world.stopped(task);
        assertEquals(code, exit(stopped));
        assertEquals(List.of(nonce), world.logged("it/taker/"));
        gone(id(task));
    }

    @Test
    void tasksShareAFileSystem() {
        var id = fileSystem();
        var whole = efs(id, efs -> {});
        assertEquals(
                0,
                exit(ran(
                        whole,
                        "ls -A /data; echo " + nonce + " > /data/word; mkdir -p /data/a/b; dd if=/dev/zero"
                                + " of=/data/a/b/zeros bs=1024 count=1024 2>/dev/null")));
        assertEquals(code, exit(ran(whole, "cat /data/word; ls /data/a/b; exit " + code)));
        assertEquals(List.of(nonce, "zeros"), world.logged("it/main/"));
        assertEquals(
                0, exit(ran(efs(id, efs -> efs.rootDirectory("/a/b")), "ls -A /data; echo sub-$? > /data/deeper")));
        assertEquals(1, exit(ran(whole, "cat /data/a/b/deeper; echo x > /data/word", true)));
        var logged = world.logged("it/main/");
        assertEquals(List.of(nonce, "zeros", "zeros"), logged.subList(0, 3));
        // The shell's own error comes by the other channel, in any order.
        assertTrue(logged.contains("sub-0"), logged::toString);
        assertTrue(logged.toString().contains("Read-only file system"), logged::toString);
        var described = aws.efs()
                .describeFileSystems(request -> request.fileSystemId(id))
                .fileSystems()
                .getFirst();
        assertTrue(described.sizeInBytes().value() >= 1 << 20, described::toString);
        assertTrue(volumes().contains("efs-" + id), () -> volumes().toString());
        assertThrows(
                FileSystemInUseException.class, () -> aws.efs().deleteFileSystem(request -> request.fileSystemId(id)));
        aws.efs()
                .describeMountTargets(request -> request.fileSystemId(id))
                .mountTargets()
                .forEach(target ->
                        aws.efs().deleteMountTarget(request -> request.mountTargetId(target.mountTargetId())));
        aws.efs().deleteFileSystem(request -> request.fileSystemId(id));
        assertTrue(!volumes().contains("efs-" + id), () -> volumes().toString());
    }

    @Test
    void anAccessPointHasItsRootAndItsUser() {
        var id = fileSystem();
        var point = accessPoint(request -> request.fileSystemId(id)
                .posixUser(user -> user.uid(1234L).gid(5678L).secondaryGids(4321L))
                .rootDirectory(root -> root.path("/apps/" + nonce)
                        .creationInfo(info -> info.ownerUid(1234L).ownerGid(99L).permissions("0750"))));
        var inside = efs(
                id,
                efs -> efs.transitEncryption(EFSTransitEncryption.ENABLED)
                        .authorizationConfig(authorization -> authorization.accessPointId(point)));
        var first = ran(
                inside,
                "stat -c %u:%g:%a /data; echo " + nonce + " > /data/word; stat -c %u:%g /data/word; id -G; exit "
                        + code);
        assertEquals(code, exit(first), () -> world.logged("it/").toString());
        assertEquals(List.of("1234:99:750", "1234:5678", "5678 4321"), world.logged("it/main/"));
        ran(efs(id, efs -> {}), "cat /data/apps/" + nonce + "/word; chmod 700 /data/apps/" + nonce);
        // What is there is left as it is.
        ran(inside, "stat -c %a /data");
        assertEquals(List.of(nonce, "700"), world.logged("it/main/").subList(3, 5));
        var other = world.script("main", "true")
                .user("7")
                .mountPoints(at("files", "/data", false))
                .build();
        var refused = world.stopped(world.run(world.register("f-" + nonce, request -> request.volumes(inside), other)));
        assertEquals(
                "ResourceInitializationError: container main: a user beside that of its access point is not simulated.",
                refused.stoppedReason());
    }

    @Test
    void aLinkLeadsNowhereElse() {
        var id = fileSystem();
        ran(efs(id, efs -> {}), "ln -s / /data/out; ln -s /etc /data/etc; mkdir /data/in");
        for (var root : List.of("/out", "/etc", "/out/etc", "/none", "/in/none")) {
            var stopped = ran(efs(id, efs -> efs.rootDirectory(root)), "true");
            assertEquals(TaskStopCode.TASK_FAILED_TO_START, stopped.stopCode());
            assertEquals(
                    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:"
                            + " b'mount.nfs4: mounting 127.0.0.1:" + root
                            + " failed, reason given by server: No such file or directory' : unsuccessful EFS utils"
                            + " command execution; code: 32",
                    stopped.stoppedReason());
        }
    }

    @Test
    void whatCannotBeMountedStopsTheTask() {
        var id = fileSystem();
        var unknown = ran(efs("fs-0123456789abcdef0", efs -> {}), "true");
        assertEquals(TaskStopCode.TASK_FAILED_TO_START, unknown.stopCode());
        assertTrue(unknown.stoppedReason().startsWith(UNRESOLVED + "fs-0123456789abcdef0.efs.eu-central-1"));
        var elsewhere = world.script("main", "true")
                .mountPoints(at("files", "/data", false))
                .build();
        var definition = world.register("f-" + nonce, request -> request.volumes(efs(id, efs -> {})), elsewhere);
        var unreached = world.stopped(world.run(
                definition,
                request -> request.networkConfiguration(
                        net -> net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet("b"))))));
        assertTrue(unreached.stoppedReason().startsWith(UNRESOLVED + id), unreached::stoppedReason);
        var denied = ran(
                efs(
                        id,
                        efs -> efs.transitEncryption(EFSTransitEncryption.ENABLED)
                                .authorizationConfig(
                                        authorization -> authorization.accessPointId("fsap-0123456789abcdef0"))),
                "true");
        assertTrue(denied.stoppedReason().contains("access denied by server"), denied::stoppedReason);
    }

    @Test
    void aKilledSimulatorKeepsItsFiles() throws Exception {
        var id = fileSystem();
        var point = accessPoint(
                request -> request.fileSystemId(id).clientToken(nonce).rootDirectory(root -> root.path("/")));
        var main = world.script(
                        "main",
                        "echo " + nonce
                                + " > /data/word; until [ -e /data/go ]; do usleep 20000; done; mv /data/word /tmp/own;"
                                + " cat /tmp/own; exit " + code)
                .mountPoints(at("files", "/data", false), at("own", "/tmp", false))
                .build();
        var task = world.running(world.run(
                world.register("f-" + nonce, request -> request.volumes(efs(id, efs -> {}), scratch("own")), main)));
        simulator.kill();
        aws.close();
        leave(
                "ecs-" + nonce.replace("-", "") + "-left",
                volume("ecs-" + id(task) + "-own").path("Labels"));
        simulator = SimulatorProcess.start(place, daemon.host());
        aws = simulator.clients();
        world = world.through(aws);
        assertEquals(
                "fsap",
                aws.efs().describeAccessPoints(request -> request.fileSystemId(id)).accessPoints().stream()
                        .filter(one -> one.accessPointId().equals(point))
                        .findFirst()
                        .orElseThrow()
                        .accessPointId()
                        .substring(0, 4));
        ran(efs(id, efs -> {}), "until [ -s /data/word ]; do usleep 20000; done; touch /data/go");
        var stopped = world.stopped(task);
        assertEquals(code, exit(stopped));
        assertEquals(List.of(nonce), world.logged("it/main/"));
        gone(id(task));
        gone(nonce.replace("-", ""));
        assertTrue(volumes().contains("efs-" + id));
        assertEquals(204, simulator.control("POST", "reset", "").statusCode());
        gone(id);
    }

    private static JsonNode volume(String name) {
        return Json.parse(daemon.ask(Request.of("GET", "/volumes/" + name)).body());
    }

    /** What a predecessor would have left that was killed in the middle: a volume, and a container that never ran. */
    private static void leave(String name, JsonNode labels) {
        var made = daemon.ask(
                Request.of("POST", "/volumes/create").json("{\"Name\":\"" + name + "\",\"Labels\":" + labels + "}"));
        assertEquals(201, made.status(), made::text);
        var helper = daemon.ask(Request.of("POST", "/containers/create?name=ecs-mount-" + name)
                .json("{\"Image\":\"busybox\",\"Labels\":" + labels + ",\"HostConfig\":{\"Binds\":[\"" + name
                        + ":/x\"]}}"));
        assertEquals(201, helper.status(), helper::text);
    }
}
