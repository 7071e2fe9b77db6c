package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Task definitions, whose revisions are counted for each family and never used again. */
record Definitions(Resources resources, Pulls pulls) {
    Map<String, Operation> operations() {
        return Map.of(
                "RegisterTaskDefinition", this::register,
                "DescribeTaskDefinition", this::describe,
                "DeregisterTaskDefinition", this::deregister,
                "ListTaskDefinitions", this::list,
                "ListTaskDefinitionFamilies", this::families);
    }

    private ObjectNode register(Caller caller, Input input) {
        String family = input.required("family");
        if (!family.matches("[a-zA-Z0-9_-]{1,255}")) {
            throw new AwsException("ClientException", "Family contains invalid characters.");
        }
        ObjectNode document = Registration.document(input);
        requireRole(caller, document);
        Map<String, String> tags = Tags.read(input);
        synchronized (resources.definitions()) {
            String prefix = caller.arn("ecs", "task-definition/" + family + ":");
            int revision = 1
                    + resources.definitions().all(one -> one.arn().startsWith(prefix)).stream()
                            .mapToInt(Definition::revision)
                            .max()
                            .orElse(0);
            document.put("taskDefinitionArn", prefix + revision)
                    .put("revision", revision)
                    .put("status", Definition.ACTIVE)
                    .put("registeredAt", resources.now())
                    .put("registeredBy", "arn:aws:iam::" + caller.account() + ":root");
            Definition made = new Definition(prefix + revision, family, revision, Definition.ACTIVE, document, tags);
            resources.definitions().put(made);
            return one(made, true);
        }
    }

    private void requireRole(Caller caller, ObjectNode document) {
        boolean fargate = document.path("requiresCompatibilities")
                .valueStream()
                .anyMatch(one -> one.asText().equals("FARGATE"));
        boolean own = document.path("containerDefinitions")
                .valueStream()
                .anyMatch(container -> pulls.credentials(
                                caller.account(), container.path("image").asText())
                        .isPresent());
        if (fargate && own && !document.hasNonNull("executionRoleArn")) {
            throw new AwsException(
                    "ClientException",
                    "Fargate requires task definition to have execution role ARN to support ECR images.");
        }
    }

    private static ObjectNode one(Definition definition, boolean tags) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("taskDefinition", definition.document());
        if (tags) {
            out.set("tags", Tags.shown(definition.tags()));
        }
        return out;
    }

    private ObjectNode describe(Caller caller, Input input) {
        Definition found = resources
                .definition(caller, input.required("taskDefinition"))
                .orElseThrow(() -> new AwsException("ClientException", "Unable to describe task definition."));
        return one(found, input.texts("include").contains("TAGS"));
    }

    private ObjectNode deregister(Caller caller, Input input) {
        String named = input.required("taskDefinition");
        String last = named.substring(named.lastIndexOf('/') + 1);
        if (last.indexOf(':') < 0) {
            throw new AwsException("ClientException", "Revision is missing.");
        }
        String revision = last.substring(last.lastIndexOf(':') + 1);
        if (!revision.matches("\\d+")) {
            throw new AwsException("ClientException", "Invalid revision number. Number: " + revision);
        }
        Definition found = resources
                .definition(caller, named)
                .orElseThrow(() -> new AwsException("ClientException", "Unable to describe task definition."));
        Definition inactive = found.with(Definition.INACTIVE, resources.now());
        resources.definitions().put(inactive);
        return one(inactive, false);
    }

    private List<Definition> all(Caller caller, String status) {
        String prefix = caller.arn("ecs", "task-definition/");
        return resources
                .definitions()
                .all(one -> one.arn().startsWith(prefix)
                        && (status.equals("ALL") || one.status().equals(status)));
    }

    private ObjectNode list(Caller caller, Input input) {
        String family = input.text("familyPrefix");
        String status = input.has("status") ? input.text("status") : Definition.ACTIVE;
        List<Definition> wanted = new ArrayList<>(all(caller, status).stream()
                .filter(one -> family.isEmpty() || one.family().equals(family))
                .sorted(Comparator.comparing(Definition::order))
                .toList());
        boolean descending = input.text("sort").equals("DESC");
        Comparator<String> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        wanted.sort(Comparator.comparing(Definition::order, order));
        Pages<Definition> page;
        try {
            page = Pages.of(
                    wanted, Definition::order, order, input.text("nextToken"), input.number("maxResults", 1, 100, 100));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "Invalid token");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode arns = out.putArray("taskDefinitionArns");
        page.items().forEach(one -> arns.add(one.arn()));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode families(Caller caller, Input input) {
        String prefix = input.text("familyPrefix");
        String status = input.has("status") ? input.text("status") : "ALL";
        // A family is inactive when none of its revisions is active.
        List<String> active =
                all(caller, Definition.ACTIVE).stream().map(Definition::family).toList();
        List<String> names = all(caller, status).stream()
                .filter(one -> !status.equals(Definition.INACTIVE) || !active.contains(one.family()))
                .map(Definition::family)
                .filter(family -> family.startsWith(prefix))
                .distinct()
                .sorted()
                .toList();
        Pages<String> page = Resources.page(names, name -> name, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode families = out.putArray("families");
        page.items().forEach(families::add);
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }
}
