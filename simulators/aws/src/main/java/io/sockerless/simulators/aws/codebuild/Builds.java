package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Builds of projects, as they are asked for. */
record Builds(Documents<Project> projects, Documents<Build> builds, BuildRuns runs, Clock clock) {
    private static final Set<String> FIELDS = Set.of(
            "projectName",
            "environmentVariablesOverride",
            "buildspecOverride",
            "imageOverride",
            "computeTypeOverride",
            "privilegedModeOverride",
            "timeoutInMinutesOverride",
            "queuedTimeoutInMinutesOverride",
            "logsConfigOverride",
            "sourceVersion");

    Map<String, Operation> operations() {
        return Map.of(
                "StartBuild", this::start,
                "StopBuild", this::stop,
                "BatchGetBuilds", this::get,
                "BatchDeleteBuilds", this::delete,
                "ListBuilds", this::list,
                "ListBuildsForProject", this::ofProject);
    }

    private ObjectNode start(Caller caller, Input input) {
        Settings.only(input, "", FIELDS);
        String name = input.required("projectName");
        Build build;
        synchronized (projects) {
            Project project = Project.find(projects, caller, name)
                    .orElseThrow(() -> missing(caller, name))
                    .counted();
            ObjectNode document = document(caller, input, project);
            Artifacts artifacts = Artifacts.of(
                    project.document().path("artifacts"), document.path("id").asText());
            artifacts.tell(document.putObject("artifacts"));
            build = new Build(caller.account(), caller.region(), document, artifacts, "", "");
            projects.put(project);
        }
        builds.put(build);
        runs.begin(build);
        return answer(build);
    }

    private ObjectNode document(Caller caller, Input input, Project project) {
        String id = project.name() + ":" + UUID.randomUUID();
        ObjectNode document = Json.MAPPER.createObjectNode().put("id", id).put("arn", Build.arn(caller, id));
        document.put("buildNumber", project.builds())
                .put("startTime", clock.millis() / 1000.0)
                .put("currentPhase", "QUEUED")
                .put("buildStatus", Build.RUNNING)
                .put("projectName", project.name())
                .put("buildComplete", false)
                .put("initiator", caller.accessKey().isEmpty() ? "anonymous" : caller.accessKey());
        ObjectNode told = project.document();
        for (String field : List.of(
                "serviceRole",
                "encryptionKey",
                "timeoutInMinutes",
                "queuedTimeoutInMinutes",
                "source",
                "environment",
                "cache")) {
            document.set(field, told.path(field).deepCopy());
        }
        document.putArray("phases");
        overrides(input, document);
        ObjectNode logs = input.has("logsConfigOverride")
                ? Settings.logs(input.object("logsConfigOverride"))
                : (ObjectNode) told.path("logsConfig").deepCopy();
        var cloudWatch = logs.path("cloudWatchLogs");
        String group = cloudWatch.path("groupName").asText("/aws/codebuild/" + project.name());
        String uuid = id.substring(id.indexOf(':') + 1);
        String stream = cloudWatch.hasNonNull("streamName")
                ? cloudWatch.path("streamName").asText() + "/" + uuid
                : uuid;
        ObjectNode shown = document.putObject("logs").put("groupName", group).put("streamName", stream);
        shown.put("cloudWatchLogsArn", caller.arn("logs", "log-group:" + group + ":log-stream:" + stream));
        shown.setAll(logs);
        return document;
    }

    private static void overrides(Input input, ObjectNode document) {
        ObjectNode environment = (ObjectNode) document.path("environment");
        Settings.variables(environment, input, "environmentVariablesOverride");
        if (input.has("imageOverride")) {
            environment.put("image", input.text("imageOverride"));
        }
        if (input.has("privilegedModeOverride")) {
            environment.put("privilegedMode", input.flag("privilegedModeOverride"));
        }
        if (input.has("computeTypeOverride")) {
            environment.put("computeType", input.text("computeTypeOverride"));
        }
        document.set("environment", Settings.environment(new Input(environment, Settings.INVALID)));
        if (input.has("buildspecOverride")) {
            ((ObjectNode) document.path("source")).put("buildspec", input.text("buildspecOverride"));
        }
        if (input.has("sourceVersion")) {
            if (document.path("source").path("type").asText().equals("NO_SOURCE")) {
                throw Settings.invalid("A source version needs a source");
            }
            document.put("sourceVersion", input.text("sourceVersion"));
        }
        for (String field : List.of("timeoutInMinutes", "queuedTimeoutInMinutes")) {
            document.put(
                    field,
                    Settings.timeout(
                            input, field + "Override", document.path(field).asInt()));
        }
    }

    private static AwsException missing(Caller caller, String project) {
        return Projects.missing(project.startsWith("arn:") ? project : Project.arn(caller, project));
    }

    private static ObjectNode answer(Build build) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("build", build.document());
        return out;
    }

    private Optional<Build> find(Caller caller, String id) {
        return builds.get(id.startsWith("arn:") ? id : Build.arn(caller, id)).filter(build -> build.of(caller));
    }

    private ObjectNode stop(Caller caller, Input input) {
        String id = input.required("id");
        Build build = find(caller, id).orElseThrow(() -> missing(id));
        if (build.live()) {
            runs.stop(build);
        }
        return answer(find(caller, id).orElseThrow(() -> missing(id)));
    }

    private static AwsException missing(String id) {
        return new AwsException("ResourceNotFoundException", "Build cannot be found: " + id);
    }

    private ObjectNode get(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("builds");
        ArrayNode missing = out.putArray("buildsNotFound");
        for (String id : Projects.names(input, "ids")) {
            find(caller, id).ifPresentOrElse(build -> found.add(build.document()), () -> missing.add(id));
        }
        return out;
    }

    /** Those that are over. */
    private ObjectNode delete(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode deleted = out.putArray("buildsDeleted");
        ArrayNode kept = out.putArray("buildsNotDeleted");
        for (String id : Projects.names(input, "ids")) {
            Optional<Build> build = find(caller, id);
            if (build.isPresent() && !build.get().live()) {
                builds.delete(build.get().arn());
                deleted.add(build.get().arn());
            } else {
                kept.addObject().put("id", id).put("statusCode", build.isPresent() ? "BUILD_IN_PROGRESS" : "NOT_FOUND");
            }
        }
        return out;
    }

    private ObjectNode list(Caller caller, Input input) {
        return page(builds.all(build -> build.of(caller)), input);
    }

    private ObjectNode ofProject(Caller caller, Input input) {
        String name = input.required("projectName");
        Project project = Project.find(projects, caller, name).orElseThrow(() -> missing(caller, name));
        return page(
                builds.all(
                        build -> build.of(caller) && build.text("projectName").equals(project.name())),
                input);
    }

    private static ObjectNode page(List<Build> all, Input input) {
        return Projects.page(
                all,
                build -> "%020.3f %s"
                        .formatted(build.document().path("startTime").asDouble(), build.id()),
                Build::id,
                input,
                "ids",
                "DESCENDING");
    }
}
