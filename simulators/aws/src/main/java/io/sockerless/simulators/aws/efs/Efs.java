package io.sockerless.simulators.aws.efs;

import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** EFS, for clients and for tasks that mount its file systems (decision 0024). */
public final class Efs {
    private final Resources resources;
    private final Volumes volumes;

    public Efs(State state, DockerEngine engine, Clock clock, RandomGenerator random) {
        resources = Resources.of(state, clock, random);
        volumes = new Volumes(resources, engine);
    }

    /**
     * What a task mounts.
     *
     * @param subnet in which the task is
     * @param fileSystem its id or ARN
     * @param accessPoint its id or ARN; empty for none
     * @param directory of the file system; of no account with an access point
     */
    public Share share(Caller caller, String subnet, String fileSystem, String accessPoint, String directory)
            throws MountException {
        Optional<FileSystem> found = resources.found(caller, fileSystem);
        boolean reached = found.stream()
                .flatMap(system -> resources.targetsOf(system).stream())
                .anyMatch(target -> target.subnet().equals(subnet));
        if (found.isEmpty() || !reached) {
            throw new MountException(
                    1,
                    "Failed to resolve \"" + Resources.id(fileSystem) + ".efs." + caller.region()
                            + ".amazonaws.com\" - check that your file system ID is correct, and ensure that the VPC"
                            + " has an EFS mount target for this file system ID. See"
                            + " https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail.");
        }
        String volume = found.get().volume();
        if (accessPoint.isEmpty()) {
            return new Share(volume, volumes.labels(), directory, Optional.empty(), Optional.empty());
        }
        AccessPoint point = resources
                .points()
                .get(Resources.id(accessPoint))
                .filter(one -> one.fileSystem().equals(found.get().id()))
                .orElseThrow(() ->
                        new MountException(32, "b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'"));
        return new Share(volume, volumes.labels(), point.root(), point.user(), point.creation());
    }

    /** Removes what was left of file systems that are gone: by a predecessor, or because a task still had it. */
    public void sweep() {
        volumes.sweep();
    }

    /** Removes all volumes. */
    public void clear() {
        volumes.clear();
    }
}
