package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.RoleSessions.Issued;
import io.sockerless.simulators.kernel.Documents;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What tasks ask for the credentials of their roles, and about themselves (version 4).
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html">AWS</a>
 */
final class TaskEndpoint implements Api {
    static final String CREDENTIALS = "/v2/credentials/";
    static final String METADATA = "/v4/";
    private static final int SIX_HOURS = 6 * 3600;
    /** Clients ask again before the end. */
    private static final int AHEAD = 3600;

    private final Documents<TaskRole> roles;
    private final Resources resources;
    private final RoleSessions sessions;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    TaskEndpoint(Documents<TaskRole> roles, Resources resources, RoleSessions sessions) {
        this.roles = roles;
        this.resources = resources;
        this.sessions = sessions;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String path = exchange.path();
        if (!exchange.method().equals("GET")) {
            exchange.send(malformed(405, exchange.method() + " is not allowed"));
        } else if (path.startsWith(CREDENTIALS)) {
            credentials(exchange, path.substring(CREDENTIALS.length()));
        } else if (path.startsWith(METADATA)) {
            metadata(exchange, path.substring(METADATA.length()));
        } else {
            exchange.send(malformed(404, path + " is not simulated"));
        }
    }

    /** The task that has it, while it lives. @param id of which kind */
    private Optional<Task> task(Function<TaskRole, String> id, String wanted) {
        return roles.all(role -> wanted.equals(id.apply(role))).stream()
                .findFirst()
                .flatMap(role -> resources.tasks().get(role.task()))
                .filter(Task::live);
    }

    private void credentials(Exchange exchange, String id) throws IOException {
        Optional<Task> task = task(TaskRole::id, id);
        if (task.isEmpty()) {
            exchange.json(
                    400,
                    Map.of(
                            "code", "InvalidIdInRequest",
                            "message", "CredentialsV2Request: Credentials not found",
                            "HTTPErrorCode", 400));
            return;
        }
        Optional<Issued> found = issued(id, task.get());
        if (found.isEmpty()) {
            exchange.send(malformed(500, TaskRoles.cannotAssume(task.get().role())));
            return;
        }
        exchange.json(
                200,
                Json.MAPPER
                        .createObjectNode()
                        .put("RoleArn", task.get().role())
                        .put("AccessKeyId", found.get().accessKey())
                        .put("SecretAccessKey", found.get().secret())
                        .put("Token", found.get().token())
                        .put(
                                "Expiration",
                                found.get()
                                        .expires()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString()));
    }

    private synchronized Optional<Issued> issued(String id, Task task) {
        Issued before = issued.get(id);
        if (before != null && before.expires().isAfter(Instant.now().plusSeconds(AHEAD))) {
            return Optional.of(before);
        }
        Optional<Issued> next =
                sessions.begin(task.role(), task.id(), SIX_HOURS, task.caller().region());
        next.ifPresent(one -> issued.put(id, one));
        return next;
    }

    /** @param rest id, the container's number, and what is asked */
    private void metadata(Exchange exchange, String rest) throws IOException {
        int slash = rest.indexOf('/');
        String who = slash < 0 ? rest : rest.substring(0, slash);
        int dash = who.lastIndexOf('-');
        Optional<Task> task = dash < 0 ? Optional.empty() : task(TaskRole::metadata, who.substring(0, dash));
        List<ObjectNode> containers =
                task.map(found -> new TaskMetadata(found).containers()).orElse(List.of());
        String number = who.substring(dash + 1);
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) >= containers.size()) {
            exchange.send(malformed(404, "V4 metadata handler: unable to get task arn from request"));
            return;
        }
        switch (slash < 0 ? "" : rest.substring(slash)) {
            case "" -> exchange.json(200, containers.get(Integer.parseInt(number)));
            case "/task" -> exchange.json(200, new TaskMetadata(task.get()).json());
            default -> exchange.send(malformed(404, rest.substring(slash) + " is not simulated"));
        }
    }

    @Override
    public Answer failure(Throwable failure) {
        return malformed(500, "the simulator failed: " + failure);
    }

    @Override
    public Answer malformed(int status, String message) {
        return new Answer(status, "application/json", Json.line(Map.of("message", message)));
    }
}
