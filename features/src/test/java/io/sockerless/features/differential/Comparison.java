package io.sockerless.features.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Finds what two answers to the same call do not have in common. */
final class Comparison {
    private final Call call;
    private final UnaryOperator<String> ourNormal;
    private final UnaryOperator<String> theirNormal;
    private final List<Difference> found = new ArrayList<>();

    private Comparison(Call call, UnaryOperator<String> ourNormal, UnaryOperator<String> theirNormal) {
        this.call = call;
        this.ourNormal = ourNormal;
        this.theirNormal = theirNormal;
    }

    static List<Difference> of(Answer ours, Normal ourNormal, Answer theirs, Normal theirNormal) {
        var comparison = new Comparison(ours.call(), ourNormal, theirNormal);
        comparison.compare(ours, theirs);
        return comparison.found;
    }

    private void compare(Answer ours, Answer theirs) {
        same("status", status(ours.reply()), status(theirs.reply()));
        same("head before the end", ours.early(), theirs.early());
        same(
                "whole",
                ours.reply().reason().startsWith("cut"),
                theirs.reply().reason().startsWith("cut"));
        for (var header : List.of("content-type", "api-version", "ostype", "docker-experimental", "builder-version")) {
            same(
                    "header " + header,
                    ours.reply().header(header).orElse("-"),
                    theirs.reply().header(header).orElse("-"));
        }
        if (theirs.reply().status() >= 300 || ours.reply().status() >= 300) {
            failure(ours.reply(), theirs.reply());
        } else {
            body(ours.reply().body(), theirs.reply().body());
        }
    }

    private static String status(Reply reply) {
        return reply.status() == 0 ? "none (" + reply.reason() + ")" : reply.status() + " " + reply.reason();
    }

    private void failure(Reply ours, Reply theirs) {
        var our = Json.tryParse(ours.body()).filter(JsonNode::isObject);
        var their = Json.tryParse(theirs.body()).filter(JsonNode::isObject);
        if (our.isPresent() && their.isPresent()) {
            same(
                    "message",
                    ourNormal.apply(our.get().path("message").asText()),
                    theirNormal.apply(their.get().path("message").asText()));
            documents(List.of(our.get()), List.of(their.get()));
        } else {
            same("message", ourNormal.apply(ours.text()), theirNormal.apply(theirs.text()));
        }
    }

    private void body(byte[] ours, byte[] theirs) {
        switch (call.body()) {
            case Call.Body.Document(), Call.Body.Documents(int _) -> {
                try {
                    documents(Json.parseAll(ours), Json.parseAll(theirs));
                } catch (java.io.UncheckedIOException _) {
                    same("body", text(ours), text(theirs));
                }
            }
            case Call.Body.Multiplexed() -> {
                var our = Frames.of(ours);
                var their = Frames.of(theirs);
                same("stdin", ourNormal.apply(text(our.stdin())), theirNormal.apply(text(their.stdin())));
                same("stdout", ourNormal.apply(text(our.stdout())), theirNormal.apply(text(their.stdout())));
                same("stderr", ourNormal.apply(text(our.stderr())), theirNormal.apply(text(their.stderr())));
                same("rest", text(our.rest()), text(their.rest()));
            }
            case Call.Body.Raw() -> same("body", ourNormal.apply(text(ours)), theirNormal.apply(text(theirs)));
            case Call.Body.Tar() -> entries(Tars.list(ours), Tars.list(theirs));
        }
    }

    private void documents(List<JsonNode> ours, List<JsonNode> theirs) {
        var our = Shape.of("body", ours, ourNormal);
        var their = Shape.of("body", theirs, theirNormal);
        var paths = new TreeSet<>(our.types().keySet());
        paths.addAll(their.types().keySet());
        String above = "\0";
        for (var path : paths) {
            var ourTypes = our.types().getOrDefault(path, Set.of("absent"));
            var theirTypes = their.types().getOrDefault(path, Set.of("absent"));
            if (path.startsWith(above) || ourTypes.equals(theirTypes)) {
                continue;
            }
            same(path, ourTypes, theirTypes);
            above = path;
        }
        for (var path : call.exact()) {
            boolean anyOrder = path.startsWith("~");
            paths.stream()
                    .filter(p -> within(p, "body." + (anyOrder ? path.substring(1) : path)))
                    .forEach(p -> same(
                            "value " + p,
                            ordered(our.values().get(p), anyOrder),
                            ordered(their.values().get(p), anyOrder)));
        }
    }

    private static List<String> ordered(List<String> values, boolean anyOrder) {
        return values == null || !anyOrder ? values : values.stream().sorted().toList();
    }

    private static boolean within(String path, String root) {
        return path.equals(root) || path.startsWith(root + ".") || path.startsWith(root + "[");
    }

    private void entries(List<String> ours, List<String> theirs) {
        var our = new TreeSet<>(ours.stream().map(ourNormal).toList());
        var their = new TreeSet<>(theirs.stream().map(theirNormal).toList());
        our.removeAll(theirs.stream().map(theirNormal).toList());
        their.removeAll(ours.stream().map(ourNormal).toList());
        same("entries", brief(our), brief(their));
    }

    private static String brief(Set<String> entries) {
        return entries.size() <= 6
                ? entries.toString()
                : entries.stream().limit(6).toList() + " and " + (entries.size() - 6) + " more";
    }

    private void same(String path, Object ours, Object theirs) {
        if (!Objects.equals(ours, theirs)) {
            found.add(new Difference(call.id(), path, String.valueOf(ours), String.valueOf(theirs)));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
