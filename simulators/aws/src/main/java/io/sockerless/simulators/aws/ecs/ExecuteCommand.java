package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ssmmessages.Sessions;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Commands in containers of tasks that run (ECS Exec), and what tells of the agent that they need.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommand.html">AWS</a>
 */
record ExecuteCommand(Resources resources, DockerEngine engine, Sessions sessions, RandomGenerator random) {
    private static final String INVALID = "InvalidParameterException";
    private static final String AGENT = "ExecuteCommandAgent";
    private static final String AGENTS = "managedAgents";
    private static final String STATUS = "lastStatus";
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int DIGITS_OF_SESSION = 17;

    Map<String, Operation> operations() {
        return Map.of("ExecuteCommand", this::execute);
    }

    private ObjectNode execute(Caller caller, Input input) {
        Fields.refuseOthers(input, "cluster", "container", "command", "interactive", "task");
        String command = input.required("command");
        String named = input.required("task");
        Cluster cluster = resources.active(caller, input);
        if (!input.flag("interactive")) {
            throw new AwsException(INVALID, "Interactive is the only mode supported currently.");
        }
        Task task = resources
                .task(caller, cluster, named)
                .orElseThrow(() -> new AwsException(INVALID, "The referenced task was not found."));
        if (!task.document().path("enableExecuteCommand").asBoolean()) {
            throw new AwsException(
                    INVALID,
                    "The execute command failed because execute command was not enabled when the task was run or the"
                            + " execute command agent isn't running. Wait and try again or run a new task with execute"
                            + " command enabled and try again.");
        }
        JsonNode container = container(task, input.text("container"));
        if (!task.running() || !container.path(STATUS).asText().equals("RUNNING")) {
            throw new AwsException(
                    "TargetNotConnectedException",
                    "The execute command failed due to an internal error. Try again later.");
        }
        List<String> words = CommandWords.of(command);
        String id = session();
        String runtime = container.path("runtimeId").asText();
        Sessions.Ticket ticket = sessions.open(id, new ExecSession(engine, runtime, id, words));
        ObjectNode out = Json.MAPPER
                .createObjectNode()
                .put("clusterArn", cluster.arn())
                .put("containerArn", container.path("containerArn").asText())
                .put("containerName", container.path("name").asText())
                .put("interactive", true)
                .put("taskArn", task.arn());
        out.putObject("session")
                .put("sessionId", ticket.id())
                .put("streamUrl", ticket.url())
                .put("tokenValue", ticket.token());
        return out;
    }

    private static JsonNode container(Task task, String named) {
        List<JsonNode> all = task.containers();
        if (named.isEmpty() && all.size() > 1) {
            throw new AwsException(
                    INVALID, "A container name must be specified when the task has more than one container.");
        }
        return all.stream()
                .filter(one -> named.isEmpty() || one.path("name").asText().equals(named))
                .findFirst()
                .orElseThrow(() -> new AwsException(
                        INVALID, "The container " + named + " does not exist in the task " + task.arn() + "."));
    }

    private String session() {
        StringBuilder out = new StringBuilder("ecs-execute-command-");
        random.ints(DIGITS_OF_SESSION, 0, DIGITS.length()).forEach(digit -> out.append(DIGITS.charAt(digit)));
        return out.toString();
    }

    /** The agent of a container that is still to be started. */
    static void pending(ObjectNode container) {
        container.putArray(AGENTS).addObject().put("name", AGENT).put(STATUS, "PENDING");
    }

    /** The agent, if there is one, has been started with its container. */
    static void started(ObjectNode container, double now) {
        container
                .path(AGENTS)
                .forEach(agent -> ((ObjectNode) agent).put(STATUS, "RUNNING").put("lastStartedAt", now));
    }

    static void stopped(ObjectNode container) {
        container.path(AGENTS).forEach(agent -> ((ObjectNode) agent).put(STATUS, "STOPPED"));
    }
}
