package io.sockerless.simulators.aws.iam;

import static io.sockerless.simulators.aws.iam.Directory.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What policies would allow, evaluated. Policies of resources are refused, not passed over. */
record Simulation(Directory directory, Effective effective) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^},]+)[^}]*\\}");
    private static final String[] FIELDS = {
        "ActionNames",
        "ResourceArns",
        "ContextEntries",
        "PolicyInputList",
        "PermissionsBoundaryPolicyInputList",
        "MaxItems",
        "Marker",
        "PolicySourceArn",
        "CallerArn"
    };

    Map<String, Operation> operations() {
        return Map.of(
                "SimulateCustomPolicy", this::custom,
                "SimulatePrincipalPolicy", this::principal,
                "GetContextKeysForCustomPolicy", this::customKeys,
                "GetContextKeysForPrincipalPolicy", this::principalKeys);
    }

    private static List<Statement> given(Form form, String list, boolean required) {
        List<String> texts = form.texts(list);
        if (texts.isEmpty() && required) {
            form.required(list);
        }
        List<Statement> out = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                PolicyDocument.identity(texts.get(i));
            } catch (AwsException e) {
                throw new AwsException("InvalidInput", list + "." + (i + 1) + ": " + e.getMessage());
            }
            out.addAll(Statement.of(list + "." + (i + 1), texts.get(i)));
        }
        return out;
    }

    private static Optional<List<Statement>> boundary(Form form) {
        String list = "PermissionsBoundaryPolicyInputList";
        return form.texts(list).isEmpty() ? Optional.empty() : Optional.of(given(form, list, true));
    }

    private ObjectNode custom(Caller caller, Form form) {
        form.refuseOthers(FIELDS);
        Map<String, List<String>> context = new HashMap<>();
        if (form.has("CallerArn")) {
            context.putAll(effective.context(source(caller, form.text("CallerArn"))));
        }
        return results(form, given(form, "PolicyInputList", true), boundary(form), context);
    }

    private ObjectNode principal(Caller caller, Form form) {
        form.refuseOthers(FIELDS);
        Entity source = source(caller, form.required("PolicySourceArn"));
        if (form.has("CallerArn") && !form.text("CallerArn").equals(source.arn())) {
            throw Form.wrong("a CallerArn other than PolicySourceArn is not simulated");
        }
        List<Statement> statements = new ArrayList<>(effective.statements(source));
        statements.addAll(given(form, "PolicyInputList", false));
        Map<String, List<String>> context = source.kind() == Kind.USER ? effective.context(source) : Map.of();
        return results(form, statements, boundary(form).or(() -> effective.boundary(source)), context);
    }

    private Entity source(Caller caller, String arn) {
        return directory.all(Kind.USER, caller).stream()
                .filter(one -> one.arn().equals(arn))
                .findFirst()
                .or(() -> directory
                        .entities()
                        .all(one -> one.of(caller) && one.arn().equals(arn))
                        .stream()
                        .findFirst())
                .orElseThrow(() -> Directory.gone("The entity with ARN " + arn + " cannot be found."));
    }

    private record Question(String action, String resource) {
        String key() {
            return action + " " + resource;
        }
    }

    private ObjectNode results(
            Form form,
            List<Statement> statements,
            Optional<List<Statement>> boundary,
            Map<String, List<String>> known) {
        Map<String, List<String>> context = new HashMap<>(known);
        for (Form entry : form.objects("ContextEntries")) {
            context.keySet().removeIf(entry.required("ContextKeyName")::equalsIgnoreCase);
            context.put(entry.text("ContextKeyName"), entry.texts("ContextKeyValues"));
        }
        List<String> resources = form.texts("ResourceArns");
        List<Question> questions = new ArrayList<>();
        for (String action : form.texts("ActionNames")) {
            if (!action.matches("[a-zA-Z0-9-]+:[a-zA-Z0-9*]+")) {
                throw new AwsException("InvalidInput", "Invalid action name: " + action);
            }
            (resources.isEmpty() ? List.of("*") : resources)
                    .forEach(resource -> questions.add(new Question(action, resource)));
        }
        if (questions.isEmpty()) {
            form.required("ActionNames");
        }
        ObjectNode out = node();
        Directory.page(
                out,
                "EvaluationResults",
                questions,
                Question::key,
                question -> shown(
                        question,
                        Decision.of(new Ask(question.action(), question.resource(), context), statements, boundary)),
                form);
        return out;
    }

    private static ObjectNode shown(Question question, Decision decision) {
        ObjectNode out = node().put("EvalActionName", question.action())
                .put("EvalResourceName", question.resource())
                .put("EvalDecision", decision.outcome().word());
        ArrayNode matched = out.putArray("MatchedStatements");
        decision.matched().forEach(one -> matched.add(node().put("SourcePolicyId", one.source())));
        ArrayNode missing = out.putArray("MissingContextValues");
        decision.missing().forEach(missing::add);
        decision.bounded()
                .ifPresent(within ->
                        out.putObject("PermissionsBoundaryDecisionDetail").put("AllowedByPermissionsBoundary", within));
        return out;
    }

    private ObjectNode customKeys(Caller caller, Form form) {
        return keys(given(form, "PolicyInputList", true));
    }

    private ObjectNode principalKeys(Caller caller, Form form) {
        List<Statement> all = new ArrayList<>(effective.statements(source(caller, form.required("PolicySourceArn"))));
        all.addAll(given(form, "PolicyInputList", false));
        return keys(all);
    }

    private static ObjectNode keys(List<Statement> statements) {
        Set<String> names = new TreeSet<>();
        for (Statement statement : statements) {
            statement
                    .document()
                    .path("Condition")
                    .forEach(block -> block.fieldNames().forEachRemaining(names::add));
            Matcher variables = VARIABLE.matcher(statement.document().toString());
            while (variables.find()) {
                if (!List.of("*", "?", "$").contains(variables.group(1))) {
                    names.add(variables.group(1));
                }
            }
        }
        ArrayNode out = Json.MAPPER.createArrayNode();
        names.forEach(out::add);
        return node().set("ContextKeyNames", out);
    }
}
