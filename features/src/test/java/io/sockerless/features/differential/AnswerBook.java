package io.sockerless.features.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes answers down for people: one readable file per call, {@code <call id>.http}. */
final class AnswerBook {
    private AnswerBook() {}

    static void write(Path folder, Collection<Answer> answers) {
        try {
            Files.createDirectories(folder);
            try (var old = Files.newDirectoryStream(folder, "*.http")) {
                for (var page : old) {
                    Files.delete(page);
                }
            }
            for (var answer : answers) {
                Files.writeString(folder.resolve(answer.call().id() + ".http"), page(answer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String page(Answer answer) {
        var reply = answer.reply();
        var head = reply.headers().entrySet().stream()
                .map(header -> header.getKey() + ": " + String.join(", ", header.getValue()))
                .collect(Collectors.joining("\n"));
        var page = new StringBuilder(answer.sent());
        answer.call()
                .input()
                .ifPresent(input -> page.append(input.end() ? "\n(input, then half-close) " : "\n(input, kept open) ")
                        .append(quoted(input.bytes())));
        answer.call()
                .meanwhile()
                .ifPresent(other -> page.append("\n(meanwhile: ")
                        .append(other.id())
                        .append(answer.early() ? "; the head had come before it)" : "; the head came only after it)"));
        return page.append("\n\n")
                .append(reply.status())
                .append(' ')
                .append(reply.reason())
                .append('\n')
                .append(head)
                .append("\n\n")
                .append(body(answer))
                .append(reply.ended() ? "\n" : "\n(the reader left before the end)\n")
                .toString();
    }

    private static String body(Answer answer) {
        var bytes = answer.reply().body();
        if (answer.reply().status() >= 300 || bytes.length == 0) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return switch (answer.call().body()) {
            case Call.Body.Document() ->
                Json.tryParse(bytes)
                        .filter(JsonNode::isContainerNode)
                        .map(Json::pretty)
                        .orElseGet(() -> new String(bytes, StandardCharsets.UTF_8));
            case Call.Body.Documents(int _) -> new String(bytes, StandardCharsets.UTF_8);
            case Call.Body.Multiplexed() -> {
                var frames = Frames.of(bytes);
                yield "(frames) stdout: %s\n(frames) stderr: %s\n(rest) %s"
                        .formatted(quoted(frames.stdout()), quoted(frames.stderr()), quoted(frames.rest()));
            }
            case Call.Body.Raw() -> "(raw) " + quoted(bytes);
            case Call.Body.Tar() -> "(tar: type mode owner size name)\n" + String.join("\n", Tars.list(bytes));
        };
    }

    private static String quoted(byte[] bytes) {
        return Json.pretty(TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8)));
    }
}
