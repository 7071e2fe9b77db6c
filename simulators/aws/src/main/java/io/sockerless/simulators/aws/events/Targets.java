package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What rules set going. */
record Targets(Registry registry, Roles roles) {
    private static final int MOST = 5;

    Map<String, Operation> operations() {
        return Map.of(
                "PutTargets", this::put,
                "RemoveTargets", this::remove,
                "ListTargetsByRule", this::list,
                "ListRuleNamesByTarget", this::rules);
    }

    private ObjectNode put(Caller caller, Input input) {
        Checks.count(input, "Targets", 1, 100);
        registry.rule(caller, input, "Rule");
        List<Input> targets = input.objects("Targets");
        Set<String> ids = new HashSet<>();
        for (Input target : targets) {
            if (!ids.add(Checks.name(target, "Id", 64, Checks.NAME))) {
                throw Checks.invalid("Target ids must be unique: " + target.text("Id") + ".");
            }
            Target.check(caller, target);
            Rules.assumable(roles, caller, target.text("RoleArn"));
        }
        registry.change(caller, input, "Rule", rule -> {
            Map<String, ObjectNode> all = new LinkedHashMap<>(rule.targets());
            targets.forEach(target -> all.put(target.text("Id"), target.document()));
            if (all.size() > MOST) {
                throw new AwsException(
                        "LimitExceededException", "The requested resource exceeds the maximum number allowed.");
            }
            return rule.aimed(all);
        });
        return noneFailed();
    }

    private static ObjectNode noneFailed() {
        ObjectNode out = Registry.nothing().put("FailedEntryCount", 0);
        out.putArray("FailedEntries");
        return out;
    }

    /** One that is not there is removed already. */
    private ObjectNode remove(Caller caller, Input input) {
        Checks.count(input, "Ids", 1, 100);
        registry.change(caller, input, "Rule", rule -> {
            Map<String, ObjectNode> left = new LinkedHashMap<>(rule.targets());
            input.texts("Ids").forEach(left::remove);
            return rule.aimed(left);
        });
        return noneFailed();
    }

    private ObjectNode list(Caller caller, Input input) {
        List<ObjectNode> targets = registry.rule(caller, input, "Rule").targets().values().stream()
                .sorted(java.util.Comparator.comparing(
                        target -> target.path("Id").asText()))
                .toList();
        return Registry.page(
                input, "Targets", targets, target -> target.path("Id").asText(), (list, target) -> list.add(target));
    }

    private ObjectNode rules(Caller caller, Input input) {
        String arn = Checks.required(input, "TargetArn", 1600);
        List<String> names = registry.rules(caller, registry.bus(caller, input).name()).stream()
                .filter(rule -> rule.targets().values().stream()
                        .anyMatch(target -> target.path("Arn").asText().equals(arn)))
                .map(Rule::name)
                .toList();
        return Registry.page(input, "RuleNames", names, name -> name, (list, name) -> list.add(name));
    }

    /** What is said of a target without a meaning for its kind. */
    static void only(Input target, String... meant) {
        Set<String> others = new TreeSet<>();
        target.document().fieldNames().forEachRemaining(others::add);
        Stream.concat(
                        Arrays.stream(meant),
                        Stream.of("Id", "Arn", "Input", "InputPath", "InputTransformer", "RoleArn", "RetryPolicy"))
                .forEach(others::remove);
        Checks.refuse(target, others.toArray(String[]::new));
    }
}
