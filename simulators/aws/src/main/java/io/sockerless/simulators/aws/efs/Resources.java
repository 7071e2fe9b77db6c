package io.sockerless.simulators.aws.efs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What there is, by ids, which are random and so in one account and region only. */
record Resources(
        Documents<FileSystem> systems,
        Documents<MountTarget> targets,
        Documents<AccessPoint> points,
        State state,
        Clock clock,
        RandomGenerator random) {
    static final String SERVICE = "elasticfilesystem";

    static Resources of(State state, Clock clock, RandomGenerator random) {
        return new Resources(
                state.documents("efs-file-system", FileSystem.class, FileSystem::id),
                state.documents("efs-mount-target", MountTarget.class, MountTarget::id),
                state.documents("efs-access-point", AccessPoint.class, AccessPoint::id),
                state,
                clock,
                random);
    }

    /** Seconds since 1970, as all times of this service. */
    double now() {
        return clock.millis() / 1000.0;
    }

    String fresh(String prefix) {
        byte[] bytes = new byte[9];
        random.nextBytes(bytes);
        return prefix + "-" + HexFormat.of().formatHex(bytes).substring(1);
    }

    /** Of an id or an ARN, the id. */
    static String id(String named) {
        return named.startsWith("arn:") ? named.substring(named.lastIndexOf('/') + 1) : named;
    }

    Optional<FileSystem> found(Caller caller, String named) {
        return systems.get(id(named)).filter(one -> one.of(caller));
    }

    FileSystem system(Caller caller, String named) {
        return found(caller, named)
                .orElseThrow(() ->
                        new AwsException(404, "FileSystemNotFound", "File system '" + id(named) + "' does not exist."));
    }

    MountTarget target(Caller caller, String id) {
        return targets.get(id)
                .filter(one -> one.of(caller))
                .orElseThrow(() ->
                        new AwsException(404, "MountTargetNotFound", "Mount target '" + id + "' does not exist."));
    }

    AccessPoint point(Caller caller, String named) {
        return points.get(id(named))
                .filter(one -> one.of(caller))
                .orElseThrow(() -> new AwsException(
                        404, "AccessPointNotFound", "Access point '" + id(named) + "' does not exist."));
    }

    List<MountTarget> targetsOf(FileSystem system) {
        return targets.all(one -> one.fileSystem().equals(system.id()));
    }

    List<AccessPoint> pointsOf(FileSystem system) {
        return points.all(one -> one.fileSystem().equals(system.id()));
    }
}
