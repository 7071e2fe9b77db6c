package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.RestService;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** EFS, for clients and for tasks that mount its file systems (decision 0024). */
public final class Efs implements RestService {
    private static final int LONGEST = 1 << 20;

    private final Resources resources;
    private final Volumes volumes;
    private final Map<String, Operation> operations = new HashMap<>();

    public Efs(State state, DockerEngine engine, Clock clock, RandomGenerator random) {
        resources = Resources.of(state, clock, random);
        volumes = new Volumes(resources, engine);
        operations.putAll(new FileSystems(resources, volumes).operations());
        operations.putAll(new MountTargets(resources).operations());
        operations.putAll(new AccessPoints(resources).operations());
        operations.putAll(new Tags(resources).operations());
        operations.putAll(new Policies(resources).operations());
    }

    @Override
    public String name() {
        return Resources.SERVICE;
    }

    @Override
    public boolean json() {
        return true;
    }

    @Override
    public int longestBody() {
        return LONGEST;
    }

    @Override
    public Set<String> served() {
        return Set.copyOf(operations.keySet());
    }

    @Override
    public String operation(Call call) {
        return Routes.operation(call);
    }

    /** Errors have members of this service's own, and so are written here. */
    @Override
    public Response answer(String operation, Caller caller, Call call) throws InterruptedException, IOException {
        try {
            Operation known = operations.get(operation);
            if (known == null) {
                throw new AwsException(
                        404,
                        "UnknownOperationException",
                        Resources.SERVICE + ": " + call.method() + " " + call.path() + " is not simulated.");
            }
            ObjectNode output = known.apply(caller, Routes.input(call));
            int status = Routes.status(call);
            byte[] body = status == 204 ? new byte[0] : Json.MAPPER.writeValueAsBytes(output);
            return new Response(status, "application/json", Map.of(), body);
        } catch (AwsException e) {
            ObjectNode body =
                    Json.MAPPER.createObjectNode().put("ErrorCode", e.code()).put("Message", e.getMessage());
            e.members().forEach(body::put);
            return new Response(
                    e.status(),
                    "application/json",
                    Map.of("x-amzn-ErrorType", e.code()),
                    Json.MAPPER.writeValueAsBytes(body));
        }
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
