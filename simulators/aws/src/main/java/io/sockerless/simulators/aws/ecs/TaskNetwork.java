package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ec2.TaskInterface;
import io.sockerless.simulators.aws.ec2.TaskInterfaces;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The VPCs of tasks as networks at the engine, each as long as a task is in it and a little longer, for the next one. Its
 * addresses are the VPC's, so that a task has the address that its interface has. Where the engine cannot have such a
 * network, it gives the addresses.
 */
final class TaskNetwork {
    private static final System.Logger LOG = System.getLogger(TaskNetwork.class.getName());

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final TaskInterfaces interfaces;
    private final Registrations registrations;
    private final Engine engine;
    private final Map<String, String> marks;
    /** VPCs that no task may be in any more, and who waits to remove each from the engine. */
    private final Map<String, Thread> idle = new HashMap<>();

    TaskNetwork(TaskInterfaces interfaces, Registrations registrations, Engine engine, Map<String, String> marks) {
        this.interfaces = interfaces;
        this.registrations = registrations;
        this.engine = engine;
        this.marks = marks;
    }

    /**
     * As the Docker API is told of it.
     *
     * @param mode as in HostConfig.NetworkMode
     * @param address empty for any one
     * @param aliases what others in the network find it by
     */
    record Place(String mode, String address, List<String> aliases) {
        /** Where somebody else's network is. */
        static Place with(String container) {
            return new Place("container:" + container, "", List.of());
        }

        /** Whether its address is known before it is there. */
        boolean fixed() {
            return !address.isEmpty();
        }

        /** Whether the network is another container's. */
        boolean shared() {
            return mode.startsWith("container:");
        }

        void in(Map<String, Object> body) {
            if (shared()) {
                return;
            }
            Map<String, Object> endpoint = new HashMap<>(Map.of("Aliases", aliases));
            if (!address.isEmpty()) {
                endpoint.put("IPAMConfig", Map.of("IPv4Address", address));
            }
            body.put("NetworkingConfig", Map.of("EndpointsConfig", Map.of(mode, endpoint)));
        }
    }

    /** Gives the task its interface, and has its VPC at the engine. */
    Place place(Task task) throws LaunchException, InterruptedException {
        TaskInterface its;
        try {
            its = interfaces.attach(task.caller(), task.interfaceId(), task.subnet(), task.groups(), task.arn());
        } catch (AwsException e) {
            throw new LaunchException("Unexpected EC2 error while attempting to Create Network Interface in subnet '"
                    + task.subnet() + "': " + e.code());
        }
        boolean exact = engine.steadily(docker -> network(docker, its));
        return new Place(its.network(), exact ? its.address() : "", registrations.names(task, its.vpc()));
    }

    /** @return whether the engine's network has the VPC's addresses */
    private synchronized boolean network(DockerEngine docker, TaskInterface its) throws IOException {
        JsonNode network;
        try {
            network = exact(docker, its);
        } catch (DockerException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: the engine gives the addresses, since it cannot have those of {1}: {2}",
                    its.vpc(),
                    its.range(),
                    e.getMessage());
            network = docker.network(its.network(), Map.of(), marks);
        }
        return network.path("IPAM")
                .path("Config")
                .valueStream()
                .anyMatch(pool -> pool.path("Subnet").asText().equals(its.range()));
    }

    /** Idle ones that have its addresses make room for it. */
    private JsonNode exact(DockerEngine docker, TaskInterface its) throws IOException {
        var pool = Map.of("Subnet", its.range(), "Gateway", its.gateway());
        try {
            return docker.network(its.network(), pool, Map.of(), marks);
        } catch (DockerException e) {
            if (idle.isEmpty()) {
                throw e;
            }
            close();
            return docker.network(its.network(), pool, Map.of(), marks);
        }
    }

    /** A container that has the network has been started. */
    void seen(Task task, JsonNode inspected) {
        interfaces.seen(task.caller(), task.interfaceId(), Addresses.mac(inspected), Addresses.of(inspected));
    }

    /** Its containers run. */
    void running(Task task) {
        registrations.begin(task);
    }

    /** Its containers are about to be stopped. */
    void stopping(Task task) {
        registrations.end(task);
    }

    /** The task is over, and its containers are gone. */
    void leave(Task task) {
        interfaces.detach(task.caller(), task.interfaceId()).ifPresent(this::left);
    }

    private synchronized void left(String vpc) {
        Thread removing = Thread.ofVirtual().name("ecs-vpc").unstarted(() -> {
            try {
                Thread.sleep(KEPT);
                remove(vpc, Thread.currentThread());
            } catch (InterruptedException _) {
                // Another task has left it, or it has been removed.
            }
        });
        Thread before = idle.put(vpc, removing);
        if (before != null) {
            before.interrupt();
        }
        removing.start();
    }

    private synchronized void remove(String vpc, Thread removing) {
        if (idle.remove(vpc, removing)) {
            engine.quietly(docker -> removeUnused(docker, vpc));
        }
    }

    /** Keeps none that is unused any longer. */
    synchronized void close() {
        for (Map.Entry<String, Thread> entry : Map.copyOf(idle).entrySet()) {
            entry.getValue().interrupt();
            remove(entry.getKey(), entry.getValue());
        }
    }

    private synchronized void removeUnused(DockerEngine docker, String vpc) throws IOException {
        if (!interfaces.used(vpc)) {
            docker.removeNetwork(vpc);
        }
    }

    /** What a predecessor left. */
    void sweep(java.util.function.Predicate<String> live, Map.Entry<String, String> label) {
        interfaces.sweep(live);
        engine.quietly(docker -> {
            for (String name : docker.networks(label.getKey(), label.getValue())) {
                if (name.startsWith("vpc-")) {
                    removeUnused(docker, name);
                }
            }
        });
    }
}
