package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a target gets of an event: the whole of it, a part, something made of it, or the same text each time. */
final class Payload {
    private Payload() {}

    /** Refuses what could not be made. */
    static void check(Input target) {
        String id = target.text("Id");
        List<String> given = List.of("Input", "InputPath", "InputTransformer").stream()
                .filter(target::has)
                .toList();
        if (given.size() > 1) {
            throw Checks.invalid(
                    "Only one of Input, InputPath, or InputTransformer must be provided for target " + id + ".");
        }
        if (target.has("Input")) {
            json(Checks.text(target, "Input", 8192), "JSON syntax error in input for target " + id + ".");
        }
        if (target.has("InputPath")) {
            path(Checks.text(target, "InputPath", 256), id);
        }
        if (target.has("InputTransformer")) {
            Input transformer = target.object("InputTransformer");
            Map<String, String> paths = transformer.map("InputPathsMap");
            paths.values().forEach(one -> path(one, id));
            for (String name : paths.keySet()) {
                if (!name.matches("[A-Za-z0-9_\\-]+") || name.startsWith("AWS")) {
                    throw Checks.invalid("Invalid key " + name + " in InputPathsMap for target " + id + ".");
                }
            }
            for (String name : new Template(Checks.required(transformer, "InputTemplate", 8192)).variables()) {
                if (!paths.containsKey(name) && !Template.PREDEFINED.contains(name)) {
                    throw Checks.invalid(
                            "InputTemplate for target " + id + " contains invalid placeholder " + name + ".");
                }
            }
        }
    }

    private static void path(String path, String id) {
        if (!EventPath.valid(path)) {
            throw Checks.invalid("InputPath for target " + id + " is invalid.");
        }
    }

    private static JsonNode json(String text, String otherwise) {
        try (var parser = Json.MAPPER.createParser(text)) {
            JsonNode tree = Json.MAPPER.readTree(parser);
            if (tree == null || parser.nextToken() != null) {
                throw Checks.invalid(otherwise);
            }
            return tree;
        } catch (JacksonException e) {
            throw Checks.invalid(otherwise + " " + e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    /** @throws AwsException when it would be no JSON */
    static JsonNode of(Input target, Rule rule, ObjectNode event, Instant taken) {
        if (target.has("Input")) {
            return json(target.text("Input"), "The input is no JSON.");
        }
        if (target.has("InputPath")) {
            return EventPath.of(target.text("InputPath")).in(event);
        }
        if (!target.has("InputTransformer")) {
            return event;
        }
        Input transformer = target.object("InputTransformer");
        Map<String, JsonNode> values = new HashMap<>();
        transformer
                .map("InputPathsMap")
                .forEach((name, path) -> values.put(name, EventPath.of(path).in(event)));
        values.put("aws.events.rule-arn", TextNode.valueOf(rule.arn()));
        values.put("aws.events.rule-name", TextNode.valueOf(rule.name()));
        values.put("aws.events.event.ingestion-time", TextNode.valueOf(time(taken)));
        values.put("aws.events.event", event.deepCopy().without("detail"));
        values.put("aws.events.event.json", event);
        String filled = new Template(transformer.text("InputTemplate")).filled(values);
        return json(filled, "What the InputTransformer makes is no JSON: " + filled);
    }

    /** As events have times: to the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
