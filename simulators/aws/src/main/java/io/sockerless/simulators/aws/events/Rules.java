package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lives of rules. @param changed is told when one has changed */
record Rules(Registry registry, Roles roles, Runnable changed) {
    private static final int MOST = 300;

    Map<String, Operation> operations() {
        return Map.of(
                "PutRule", this::put,
                "DescribeRule", this::describe,
                "ListRules", this::list,
                "EnableRule", (caller, input) -> enable(caller, input, true),
                "DisableRule", (caller, input) -> enable(caller, input, false),
                "DeleteRule", this::delete);
    }

    /** Refuses a role that the service could not act with. */
    static void assumable(Roles roles, Caller caller, String role) {
        if (!role.isEmpty() && !roles.assumable(caller, role, EventBridge.PRINCIPAL)) {
            throw Checks.invalid(
                    "Provided role '" + role + "' cannot be assumed by principal '" + EventBridge.PRINCIPAL + "'.");
        }
    }

    private ObjectNode put(Caller caller, Input input) {
        String name = Checks.name(input, "Name", 64, Checks.NAME);
        String pattern = Checks.text(input, "EventPattern", 4096);
        String schedule = Checks.text(input, "ScheduleExpression", 256);
        String state = input.text("State");
        if (input.has("State")) {
            Checks.oneOf("State", state, "ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
        }
        if (state.equals("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")) {
            throw Checks.unsimulated("State " + state);
        }
        if (pattern.isEmpty() && schedule.isEmpty()) {
            throw Checks.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        String role = Checks.text(input, "RoleArn", 1600);
        String description = Checks.text(input, "Description", 512);
        Map<String, String> tags = Registry.tags(input);
        Rule rule;
        synchronized (registry.rules()) {
            Bus bus = registry.bus(caller, input);
            if (!schedule.isEmpty() && !bus.name().equals(Bus.DEFAULT)) {
                throw Checks.invalid("ScheduleExpression is supported only on the default event bus.");
            }
            if (!pattern.isEmpty()) {
                EventPattern.parse(pattern);
            }
            if (!schedule.isEmpty()) {
                Schedule.parse(schedule);
            }
            assumable(roles, caller, role);
            Optional<Rule> before = registry.rules().get(Rule.key(caller, bus.name(), name));
            if (before.isEmpty() && registry.rules(caller, bus.name()).size() >= MOST) {
                throw new AwsException(
                        "LimitExceededException", "The requested resource exceeds the maximum number allowed.");
            }
            rule = new Rule(
                    caller,
                    bus.name(),
                    name,
                    pattern,
                    schedule,
                    !state.equals("DISABLED"),
                    description,
                    role,
                    registry.now(),
                    // A rule that is replaced keeps its tags and its targets, as at Amazon.
                    before.map(Rule::tags).orElse(tags),
                    before.map(Rule::targets).orElse(Map.of()));
            registry.rules().put(rule);
        }
        changed.run();
        return Registry.nothing().put("RuleArn", rule.arn());
    }

    private ObjectNode describe(Caller caller, Input input) {
        return registry.rule(caller, input, "Name").shown().put("CreatedBy", caller.account());
    }

    private ObjectNode list(Caller caller, Input input) {
        String prefix = Checks.text(input, "NamePrefix", 64);
        List<Rule> rules = registry.rules(caller, registry.bus(caller, input).name()).stream()
                .filter(rule -> rule.name().startsWith(prefix))
                .toList();
        return Registry.page(input, "Rules", rules, Rule::name, (list, rule) -> list.add(rule.shown()));
    }

    private ObjectNode enable(Caller caller, Input input, boolean on) {
        registry.change(caller, input, "Name", rule -> rule.enabled(on, registry.now()));
        changed.run();
        return Registry.nothing();
    }

    /** One that is not there is deleted already. */
    private ObjectNode delete(Caller caller, Input input) {
        String name = Checks.name(input, "Name", 64, Checks.NAME);
        synchronized (registry.rules()) {
            String key = Rule.key(caller, registry.bus(caller, input).name(), name);
            if (registry.rules()
                    .get(key)
                    .filter(rule -> !rule.targets().isEmpty())
                    .isPresent()) {
                throw Checks.invalid("Rule can't be deleted since it has targets.");
            }
            registry.rules().delete(key);
        }
        changed.run();
        return Registry.nothing();
    }
}
