package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks as clients see them. */
record Tasks(Resources resources, State state, TaskRuns runs, Launch launch) {
    Map<String, Operation> operations() {
        return Map.of(
                "RunTask", this::run,
                "StopTask", this::stop,
                "DescribeTasks", this::describe,
                "ListTasks", this::list);
    }

    ObjectNode run(Caller caller, Input input) {
        if (!List.of("", "EC2", "FARGATE", "EXTERNAL").contains(input.text("launchType"))) {
            throw new AwsException("InvalidParameterException", "launch type should be one of [EC2,FARGATE,EXTERNAL]");
        }
        List<Task> tasks;
        synchronized (this.resources.tasks()) {
            List<Task> before = asked(caller, input);
            tasks = before.isEmpty() ? launch.tasks(caller, input) : before;
            if (before.isEmpty()) {
                List<Task> over = resources.over();
                state.write(changes -> {
                    over.forEach(task -> resources.tasks().delete(changes, task.arn()));
                    tasks.forEach(task -> resources.tasks().put(changes, task));
                });
                tasks.forEach(runs::begin);
            }
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("tasks");
        tasks.forEach(task -> shown.add(shown(task, true)));
        out.putArray("failures");
        return out;
    }

    /** What came of it when the client asked the same before. */
    private List<Task> asked(Caller caller, Input input) {
        String token = input.text("clientToken");
        List<Task> before = token.isEmpty()
                ? List.of()
                : resources
                        .tasks()
                        .all(task -> task.token().equals(token) && task.arn().startsWith(caller.arn("ecs", "task/")));
        if (before.stream()
                .anyMatch(task -> !task.asked().equals(input.document().toString()))) {
            ArrayNode arns = Json.MAPPER.createArrayNode();
            before.forEach(task -> arns.add(task.arn()));
            throw new AwsException("ConflictException", "The clientToken was used before, for another request.")
                    .structure("resourceIds", arns);
        }
        return before;
    }

    private static ObjectNode shown(Task task, boolean tags) {
        ObjectNode shown = task.document().deepCopy();
        shown.set("tags", tags ? Tags.shown(task.tags()) : Json.MAPPER.createArrayNode());
        return shown;
    }

    private ObjectNode stop(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        Task task = resources
                .task(caller, cluster, input.required("task"))
                .orElseThrow(() -> new AwsException("InvalidParameterException", "The referenced task was not found."));
        String reason = input.has("reason") ? input.text("reason") : "Task stopped by user";
        runs.stop(task.arn(), "UserInitiated", reason);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("task", shown(resources.tasks().get(task.arn()).orElse(task), true));
        return out;
    }

    private ObjectNode describe(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        boolean tags = input.texts("include").contains("TAGS");
        List<String> names = input.texts("tasks");
        if (names.isEmpty()) {
            throw new AwsException("InvalidParameterException", "Tasks cannot be empty.");
        }
        if (names.size() > 100) {
            throw new AwsException("InvalidParameterException", "Tasks cannot contain more than 100 elements.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("tasks");
        ArrayNode failures = out.putArray("failures");
        for (String name : names) {
            Optional<Task> task = resources.task(caller, cluster, name);
            String arn = name.startsWith("arn:") ? name : caller.arn("ecs", "task/" + cluster.name() + "/" + name);
            task.ifPresentOrElse(
                    one -> found.add(shown(one, tags)),
                    () -> failures.addObject().put("arn", arn).put("reason", "MISSING"));
        }
        return out;
    }

    private ObjectNode list(Caller caller, Input input) {
        Cluster cluster = resources.active(caller, input);
        String group = "";
        if (input.has("serviceName")) {
            group = "service:"
                    + resources
                            .service(caller, cluster, input.text("serviceName"))
                            .orElseThrow(() -> new AwsException("ServiceNotFoundException", "Service not found."))
                            .name();
        }
        String service = group;
        String desired = input.has("desiredStatus") ? input.text("desiredStatus") : "RUNNING";
        String family = input.text("family");
        String startedBy = input.text("startedBy");
        String launchType = input.text("launchType");
        List<Task> wanted = resources.tasks(cluster).stream()
                .filter(task -> task.text("desiredStatus").equals(desired))
                .filter(task -> family.isEmpty()
                        || task.definition().path("family").asText().equals(family))
                .filter(task -> startedBy.isEmpty() || task.text("startedBy").equals(startedBy))
                .filter(task -> service.isEmpty() || task.text("group").equals(service))
                .filter(task -> launchType.isEmpty() || launchType.equals("FARGATE"))
                .filter(task -> !input.has("containerInstance"))
                .toList();
        Pages<Task> page = Resources.page(wanted, Task::arn, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode arns = out.putArray("taskArns");
        page.items().forEach(task -> arns.add(task.arn()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }
}
