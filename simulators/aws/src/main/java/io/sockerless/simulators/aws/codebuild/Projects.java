package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What is built, and in which image. */
record Projects(Documents<Project> projects, Roles roles, Clock clock) {
    static final int PAGE = 100;
    private static final int QUEUED = 480;
    private static final Set<String> FIELDS = Set.of(
            "name",
            "description",
            "source",
            "artifacts",
            "environment",
            "serviceRole",
            "timeoutInMinutes",
            "queuedTimeoutInMinutes",
            "logsConfig",
            "cache",
            "tags");

    Map<String, Operation> operations() {
        return Map.of(
                "CreateProject", this::create,
                "UpdateProject", this::update,
                "DeleteProject", this::delete,
                "BatchGetProjects", this::get,
                "ListProjects", this::list);
    }

    private double now() {
        return clock.millis() / 1000.0;
    }

    private ObjectNode create(Caller caller, Input input) {
        String name = input.required("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9\\-_]{1,254}")) {
            throw Settings.invalid("Invalid project name: " + name);
        }
        String arn = Project.arn(caller, name);
        for (String field : List.of("source", "artifacts", "environment", "serviceRole")) {
            if (!input.has(field)) {
                throw Settings.invalid("Invalid project: " + field + " is required");
            }
        }
        ObjectNode document = Json.MAPPER.createObjectNode().put("name", name).put("arn", arn);
        document.put("timeoutInMinutes", 60)
                .put("queuedTimeoutInMinutes", QUEUED)
                .put("created", now());
        document.put("encryptionKey", caller.arn("kms", "alias/aws/s3"));
        document.putObject("cache").put("type", "NO_CACHE");
        document.putObject("badge").put("badgeEnabled", false);
        document.put("projectVisibility", "PRIVATE").putArray("tags");
        document.set("logsConfig", Settings.logs(input.object("logsConfig")));
        apply(caller, input, document);
        synchronized (projects) {
            if (projects.get(arn).isPresent()) {
                throw new AwsException("ResourceAlreadyExistsException", "Project already exists: " + arn);
            }
            projects.put(new Project(caller.account(), caller.region(), document, 0));
        }
        return answer(document);
    }

    private void apply(Caller caller, Input input, ObjectNode document) {
        Settings.only(input, "", FIELDS);
        if (input.has("cache")
                && !Set.of("", "NO_CACHE").contains(input.object("cache").text("type"))) {
            throw Settings.invalid("Caches are not simulated.");
        }
        if (input.has("description")) {
            document.put("description", input.text("description"));
        }
        if (input.has("source")) {
            document.set("source", Settings.source(input.object("source")));
        }
        if (input.has("artifacts")) {
            document.set(
                    "artifacts",
                    Settings.artifacts(
                            input.object("artifacts"), document.path("name").asText()));
        }
        if (input.has("environment")) {
            document.set("environment", Settings.environment(input.object("environment")));
        }
        if (input.has("logsConfig")) {
            document.set("logsConfig", Settings.logs(input.object("logsConfig")));
        }
        if (input.has("serviceRole")) {
            document.put("serviceRole", role(caller, input.text("serviceRole")));
        }
        document.put(
                "timeoutInMinutes",
                Settings.timeout(
                        input,
                        "timeoutInMinutes",
                        document.path("timeoutInMinutes").asInt()));
        document.put(
                "queuedTimeoutInMinutes",
                input.number(
                        "queuedTimeoutInMinutes",
                        5,
                        QUEUED,
                        document.path("queuedTimeoutInMinutes").asInt()));
        if (input.has("tags")) {
            ArrayNode tags = document.putArray("tags");
            input.objects("tags")
                    .forEach(tag ->
                            tags.addObject().put("key", tag.required("key")).put("value", tag.text("value")));
        }
        document.put("lastModified", now());
    }

    private String role(Caller caller, String role) {
        if (!role.matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+")) {
            throw Settings.invalid("Invalid service role: " + role);
        }
        if (!roles.assumable(caller, role, "codebuild.amazonaws.com")) {
            throw Settings.invalid("CodeBuild is not authorized to perform: sts:AssumeRole on " + role);
        }
        return role;
    }

    private static ObjectNode answer(ObjectNode document) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("project", document);
        return out;
    }

    private ObjectNode update(Caller caller, Input input) {
        String arn = Project.arn(caller, input.required("name"));
        return projects.change(arn, project -> {
                    ObjectNode document = project.document().deepCopy();
                    apply(caller, input, document);
                    return project.with(document);
                })
                .map(project -> answer(project.document()))
                .orElseThrow(() -> missing(arn));
    }

    static AwsException missing(String arn) {
        return new AwsException("ResourceNotFoundException", "Project cannot be found: " + arn);
    }

    private ObjectNode delete(Caller caller, Input input) {
        String name = input.required("name");
        synchronized (projects) {
            Project.find(projects, caller, name).ifPresent(project -> projects.delete(project.arn()));
        }
        return Json.MAPPER.createObjectNode();
    }

    private ObjectNode get(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("projects");
        ArrayNode missing = out.putArray("projectsNotFound");
        for (String name : names(input, "names")) {
            Project.find(projects, caller, name)
                    .ifPresentOrElse(project -> found.add(project.document()), () -> missing.add(name));
        }
        return out;
    }

    /** One to a hundred of them. */
    static List<String> names(Input input, String field) {
        List<String> names = input.texts(field);
        if (names.isEmpty() || names.size() > PAGE) {
            throw Settings.invalid("Invalid " + field + ": between 1 and 100 are needed");
        }
        return names;
    }

    private ObjectNode list(Caller caller, Input input) {
        String sort = input.has("sortBy") ? input.text("sortBy") : "NAME";
        String field = switch (sort) {
            case "NAME" -> "name";
            case "CREATED_TIME" -> "created";
            case "LAST_MODIFIED_TIME" -> "lastModified";
            default -> throw Settings.invalid("Invalid sort by: " + sort);
        };
        Function<Project, String> key =
                project -> project.document().path(field).isTextual()
                        ? project.name()
                        : "%020.3f %s".formatted(project.document().path(field).asDouble(), project.name());
        return page(projects.all(project -> project.of(caller)), key, Project::name, input, "projects", "ASCENDING");
    }

    /** @param order that there is when none is asked for */
    static <T> ObjectNode page(
            List<T> all, Function<T, String> key, Function<T, String> name, Input input, String field, String order) {
        String wanted = input.has("sortOrder") ? input.text("sortOrder") : order;
        if (!Set.of("ASCENDING", "DESCENDING").contains(wanted)) {
            throw Settings.invalid("Invalid sort order: " + wanted);
        }
        Comparator<String> comparator =
                wanted.equals("ASCENDING") ? Comparator.naturalOrder() : Comparator.reverseOrder();
        List<T> sorted =
                all.stream().sorted(Comparator.comparing(key, comparator)).toList();
        try {
            Pages<T> page = Pages.of(sorted, key, comparator, input.text("nextToken"), PAGE);
            ObjectNode out = Json.MAPPER.createObjectNode();
            ArrayNode names = out.putArray(field);
            page.items().forEach(item -> names.add(name.apply(item)));
            page.next().ifPresent(token -> out.put("nextToken", token));
            return out;
        } catch (IllegalArgumentException _) {
            throw Settings.invalid("Invalid next token");
        }
    }
}
