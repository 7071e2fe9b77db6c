package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sockerless.frontends.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of JSONPath the service knows: {@code $.detail.list[0].name}, and stars, which give lists. */
record EventPath(List<String> steps) {
    private static final String STEP = "\\.([\\w\\-/]+|\\*)|\\[(\\d{1,6}|\\*)\\]";
    private static final Pattern PATH = Pattern.compile("\\$(?:" + STEP + ")*");
    private static final Pattern ONE = Pattern.compile(STEP);

    static boolean valid(String text) {
        return PATH.matcher(text).matches();
    }

    /** @param text a valid one */
    static EventPath of(String text) {
        List<String> steps = new ArrayList<>();
        Matcher step = ONE.matcher(text);
        while (step.find()) {
            steps.add(step.group());
        }
        return new EventPath(steps);
    }

    /** Missing when there is no such thing; a list where stars are. */
    JsonNode in(JsonNode event) {
        List<JsonNode> found = List.of(event);
        for (String step : steps) {
            found = found.stream().flatMap(node -> taken(node, step).stream()).toList();
        }
        if (steps.stream().anyMatch(step -> step.contains("*"))) {
            ArrayNode all = Json.MAPPER.createArrayNode();
            found.forEach(all::add);
            return all;
        }
        return found.isEmpty() ? MissingNode.getInstance() : found.getFirst();
    }

    private static List<JsonNode> taken(JsonNode node, String step) {
        String name = step.replaceAll("[.\\[\\]]", "");
        if (name.equals("*")) {
            return node.valueStream().toList();
        }
        JsonNode one = step.startsWith("[") ? node.path(Integer.parseInt(name)) : node.path(name);
        return one.isMissingNode() ? List.of() : List.of(one);
    }
}
