package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The buses and rules that there are. Whoever changes any of them holds the rules' monitor. */
record Registry(Documents<Bus> buses, Documents<Rule> rules, Clock clock) {
    private static final int PAGE = 100;

    static Registry of(State state, Clock clock) {
        return new Registry(
                state.documents("events-bus", Bus.class, Bus::key),
                state.documents("events-rule", Rule.class, Rule::key),
                clock);
    }

    long now() {
        return clock.millis();
    }

    static ObjectNode nothing() {
        return Json.MAPPER.createObjectNode();
    }

    /** The name in a name or an ARN; without any the default one's. */
    static String busName(String named) {
        return named.isEmpty() ? Bus.DEFAULT : named.replaceFirst("^arn:[^/]*:event-bus/", "");
    }

    /** One whose ARN names another place is not here. */
    Optional<Bus> find(Caller caller, String named) {
        String name = busName(named);
        Optional<Bus> made = buses.get(Bus.key(caller, name));
        return made.or(() -> name.equals(Bus.DEFAULT) ? Optional.of(Bus.defaultOf(caller, Map.of())) : Optional.empty())
                .filter(bus -> !named.startsWith("arn:") || bus.arn().equals(named));
    }

    /** @throws AwsException when it is not there */
    Bus bus(Caller caller, String named) {
        return find(caller, named)
                .orElseThrow(() -> Checks.missing("Event bus " + busName(named) + " does not exist."));
    }

    /** The bus that an input names. */
    Bus bus(Caller caller, Input input) {
        return bus(caller, Checks.text(input, "EventBusName", 1600));
    }

    List<Rule> rules(Caller caller, String bus) {
        String prefix = Bus.key(caller, bus) + "/";
        return rules.all(rule -> rule.key().startsWith(prefix));
    }

    /** @param field that has the rule's name */
    Rule rule(Caller caller, Input input, String field) {
        String name = Checks.name(input, field, 64, Checks.NAME);
        Bus bus = bus(caller, input);
        return rules.get(Rule.key(caller, bus.name(), name)).orElseThrow(() -> missing(name, bus.name()));
    }

    static AwsException missing(String rule, String bus) {
        return Checks.missing("Rule " + rule + " does not exist on EventBus " + bus + ".");
    }

    /** Durable when it returns. @param field that has the rule's name */
    void change(Caller caller, Input input, String field, UnaryOperator<Rule> change) {
        synchronized (rules) {
            rules.put(change.apply(rule(caller, input, field)));
        }
    }

    /** @param add adds one of them to the list */
    static <T> ObjectNode page(
            Input input,
            String field,
            List<T> all,
            Function<T, String> key,
            java.util.function.BiConsumer<ArrayNode, T> add) {
        int size = input.number("Limit", 1, PAGE, PAGE);
        try {
            Pages<T> page = Pages.of(all, key, input.text("NextToken"), size);
            ObjectNode out = nothing();
            ArrayNode list = out.putArray(field);
            page.items().forEach(one -> add.accept(list, one));
            page.next().ifPresent(token -> out.put("NextToken", token));
            return out;
        } catch (IllegalArgumentException _) {
            throw Checks.invalid("Parameter NextToken is not valid.");
        }
    }

    static Map<String, String> tags(Input input) {
        Map<String, String> tags = new TreeMap<>();
        for (Input tag : input.objects("Tags")) {
            Checks.text(tag, "Value", 256);
            tags.put(Checks.required(tag, "Key", 128), tag.text("Value"));
        }
        if (tags.size() > 50) {
            throw new AwsException(
                    "LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        }
        return tags;
    }
}
