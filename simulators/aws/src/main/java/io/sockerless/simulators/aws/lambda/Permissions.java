package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Response;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Policies of functions, kept and told. Only other services of the cloud are refused by them (decision 0031). */
record Permissions(Functions functions) {
    private static final Set<String> FIELDS = Set.of(
            "StatementId",
            "Action",
            "Principal",
            "SourceArn",
            "SourceAccount",
            "PrincipalOrgID",
            "RevisionId",
            "FunctionUrlAuthType",
            "InvokedViaFunctionUrl");

    Map<String, Operation> operations() {
        return Map.of("AddPermission", this::add, "GetPolicy", this::get, "RemovePermission", this::remove);
    }

    private Response add(Asked asked) {
        Input input = asked.input(FIELDS);
        FunctionName name = asked.function();
        functions.version(name);
        String id = input.required("StatementId");
        if (!id.matches("[a-zA-Z0-9-_]{1,100}")) {
            throw Asked.invalid("statementId", id, "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
        }
        ObjectNode statement = statement(input, name);
        change(name, input.text("RevisionId"), statements -> {
            if (statements.containsKey(id)) {
                throw new AwsException(
                        409,
                        "ResourceConflictException",
                        "The statement id (" + id + ") provided already exists. Please provide a new statement id, or"
                                + " remove the existing statement.");
            }
            statements.put(id, statement);
            return statements;
        });
        return Asked.json(201, Json.MAPPER.createObjectNode().put("Statement", statement.toString()));
    }

    private static ObjectNode statement(Input input, FunctionName name) {
        String action = input.required("Action");
        if (!action.matches("lambda:[*]|lambda:[a-zA-Z]+|[*]")) {
            throw Asked.invalid(
                    "action",
                    action,
                    "Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])");
        }
        String principal = input.required("Principal");
        ObjectNode statement = Json.MAPPER
                .createObjectNode()
                .put("Sid", input.text("StatementId"))
                .put("Effect", "Allow");
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (principal.contains(".")) {
            statement.putObject("Principal").put("Service", principal);
        } else {
            boolean account = principal.matches("\\d{12}");
            statement.putObject("Principal").put("AWS", account ? "arn:aws:iam::" + principal + ":root" : principal);
        }
        statement.put("Action", action).put("Resource", name.qualified());
        ObjectNode condition = Json.MAPPER.createObjectNode();
        if (input.has("SourceAccount")) {
            condition.withObject("/StringEquals").put("AWS:SourceAccount", input.text("SourceAccount"));
        }
        if (input.has("PrincipalOrgID")) {
            condition.withObject("/StringEquals").put("aws:PrincipalOrgID", input.text("PrincipalOrgID"));
        }
        if (input.has("SourceArn")) {
            condition.withObject("/ArnLike").put("AWS:SourceArn", input.text("SourceArn"));
        }
        if (input.has("FunctionUrlAuthType")) {
            String type = input.text("FunctionUrlAuthType");
            condition.withObject("/StringEquals").put("lambda:FunctionUrlAuthType", type);
        }
        if (input.flag("InvokedViaFunctionUrl")) {
            condition.withObject("/Bool").put("lambda:InvokedViaFunctionUrl", "true");
        }
        if (!condition.isEmpty()) {
            statement.set("Condition", condition);
        }
        return statement;
    }

    /** Whether the policy lets a service invoke it. @param source an ARN of that service */
    static boolean lets(LambdaFunction function, FunctionName name, String service, String source) {
        return function.policies().getOrDefault(name.qualifier(), Map.of()).values().stream()
                .anyMatch(statement -> Set.of("lambda:InvokeFunction", "lambda:*", "*")
                                .contains(statement.path("Action").asText())
                        && (statement.path("Principal").asText().equals("*")
                                || statement
                                        .path("Principal")
                                        .path("Service")
                                        .asText()
                                        .equals(service))
                        && statement.path("Condition").properties().stream()
                                .flatMap(kind -> kind.getValue().properties().stream())
                                .allMatch(one ->
                                        holds(one.getKey(), one.getValue().asText(), source)));
    }

    /** What else a statement may ask for no service has. */
    private static boolean holds(String key, String wanted, String source) {
        return switch (key) {
            case "AWS:SourceArn" -> like(wanted, source);
            case "AWS:SourceAccount" -> wanted.equals(source.split(":", 6)[4]);
            default -> false;
        };
    }

    /** Each of the six parts by itself. */
    private static boolean like(String pattern, String arn) {
        String[] wanted = pattern.split(":", 6);
        String[] parts = arn.split(":", 6);
        return wanted.length == parts.length
                && java.util.stream.IntStream.range(0, parts.length)
                        .allMatch(i -> parts[i].matches(
                                "\\Q" + wanted[i].replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E"));
    }

    private void change(FunctionName name, String revision, UnaryOperator<Map<String, ObjectNode>> change) {
        functions.change(name.arn(), function -> {
            Changes.revision(function.latest().text("RevisionId"), revision);
            Map<String, Map<String, ObjectNode>> all = new TreeMap<>(function.policies());
            Map<String, ObjectNode> changed = change.apply(new TreeMap<>(all.getOrDefault(name.qualifier(), Map.of())));
            if (changed.isEmpty()) {
                all.remove(name.qualifier());
            } else {
                all.put(name.qualifier(), changed);
            }
            return function.permitting(all);
        });
    }

    private static AwsException missing(String what) {
        return new AwsException(404, "ResourceNotFoundException", what);
    }

    private Response get(Asked asked) {
        FunctionName name = asked.function();
        LambdaFunction function = functions.function(name);
        Map<String, ObjectNode> statements = function.policies().getOrDefault(name.qualifier(), Map.of());
        if (statements.isEmpty()) {
            throw missing("The resource you requested does not exist.");
        }
        ObjectNode policy =
                Json.MAPPER.createObjectNode().put("Version", "2012-10-17").put("Id", "default");
        ArrayNode list = policy.putArray("Statement");
        new TreeMap<>(statements).values().forEach(list::add);
        return Asked.json(
                200,
                Json.MAPPER
                        .createObjectNode()
                        .put("Policy", policy.toString())
                        .put("RevisionId", function.latest().text("RevisionId")));
    }

    private Response remove(Asked asked) {
        FunctionName name = asked.function();
        String id = asked.values().get("StatementId");
        change(name, asked.query().get("RevisionId"), statements -> {
            if (statements.remove(id) == null) {
                throw missing("Statement " + id + " is not found in resource policy.");
            }
            return statements;
        });
        return Asked.nothing();
    }
}
