package io.sockerless.simulators.aws.ecs;

import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Roles of tasks, and the network in which they get their credentials: its gateway has the address of Amazon's task endpoint,
 * and this machine is there. The engine must be on the same machine, and there is one such network on it.
 */
final class TaskRoles {
    private static final System.Logger LOG = System.getLogger(TaskRoles.class.getName());
    static final String ADDRESS = "169.254.170.2";
    private static final Map<String, String> POOL = Map.of("Subnet", "169.254.170.0/24", "Gateway", ADDRESS);
    private static final Map<String, String> APART = Map.of("com.docker.network.bridge.enable_icc", "false");
    private static final int PORT = 80;
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Documents<TaskRole> roles;
    private final Resources resources;
    private final RoleSessions sessions;
    private final Engine engine;
    private final Map<String, String> marks;
    private final String network;
    /** Who waits for the engine with it can be told to end. */
    private final ReentrantLock lock = new ReentrantLock();

    private Optional<Server> server = Optional.empty();

    /** @param mark in the network's name */
    TaskRoles(
            Documents<TaskRole> roles,
            Resources resources,
            RoleSessions sessions,
            Engine engine,
            Map<String, String> marks,
            String mark) {
        this.roles = roles;
        this.resources = resources;
        this.sessions = sessions;
        this.engine = engine;
        this.marks = marks;
        this.network = "ecs-roles-" + mark.substring(0, 8);
    }

    static String cannotAssume(String role) {
        return "ECS was unable to assume the role '" + role
                + "' that was provided for this task. Please verify that the role being passed has the proper trust"
                + " relationship and permissions and that your IAM user has permissions to pass this role.";
    }

    /** Has the endpoint for a task, if it has a role. */
    void place(Task task) throws LaunchException, InterruptedException {
        String role = task.role();
        // A task that has it keeps it, whatever becomes of the role.
        boolean had = roles.get(task.arn()).isPresent();
        if (role.isEmpty()) {
            return;
        }
        if (!had && !sessions.known(role)) {
            throw new LaunchException(cannotAssume(role));
        }
        lock.lockInterruptibly();
        try {
            engine.steadily(this::listen);
            if (server.isEmpty() && !had) {
                throw unserved("the engine must be on the simulator's machine, and port 80 of that address free to it");
            }
            if (!had) {
                String id = UUID.randomUUID().toString();
                roles.put(new TaskRole(task.arn(), id, UUID.randomUUID().toString(), role));
            }
        } catch (DockerException e) {
            if (!had) {
                throw unserved(e.getMessage());
            }
            LOG.log(System.Logger.Level.WARNING, "{0} has no credentials: {1}", task.arn(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private static LaunchException unserved(String why) {
        return new LaunchException(
                "ResourceInitializationError: the task's credentials cannot be served at " + ADDRESS + ": " + why);
    }

    private boolean listen(DockerEngine docker) throws IOException {
        docker.internalNetwork(network, POOL, APART, marks);
        if (server.isPresent()) {
            return true;
        }
        try {
            server = Optional.of(Server.builder()
                    .listen(new Listener.Tcp(new InetSocketAddress(ADDRESS, PORT)))
                    .api(new TaskEndpoint(roles, resources, sessions))
                    .grace(GRACE)
                    .start());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "nothing can listen at {0}: {1}", ADDRESS, e.toString());
            return false;
        }
    }

    /** Of a container; none where the task has no role. */
    Map<String, String> environment(Task task, String container) {
        int number = ContainerBody.of(task).stream()
                .map(ContainerBody::name)
                .toList()
                .indexOf(container);
        return roles.get(task.arn()).map(role -> role.environment(number)).orElse(Map.of());
    }

    /** Has the container that has the task's network in that of the endpoint, too. */
    void connect(DockerEngine docker, Task task, String container) throws IOException {
        if (roles.get(task.arn()).isPresent()) {
            docker.connect(network, container);
        }
    }

    /** The task is over, and its containers are gone. */
    void leave(Task task) {
        locked(() -> {
            if (roles.get(task.arn()).isPresent()) {
                roles.delete(task.arn());
                removeUnused();
            }
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private void removeUnused() {
        if (roles.all(_ -> true).isEmpty()) {
            close();
            engine.quietly(docker -> docker.removeNetwork(network));
        }
    }

    /** What a predecessor left. @param live whether there is such a task */
    void sweep(Predicate<String> live) {
        locked(() -> {
            roles.all(role -> !live.test(role.task())).forEach(role -> roles.delete(role.task()));
            removeUnused();
        });
    }

    /** Nothing is left. */
    void clear() {
        locked(() -> {
            roles.all(_ -> true).forEach(role -> roles.delete(role.task()));
            removeUnused();
        });
    }

    /** Tasks run on. */
    void close() {
        locked(() -> {
            server.ifPresent(Server::close);
            server = Optional.empty();
        });
    }
}
