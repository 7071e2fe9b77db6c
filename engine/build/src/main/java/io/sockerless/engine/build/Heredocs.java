package io.sockerless.engine.build;

import java.util.Map;

/** Files that are written in a Dockerfile. */
final class Heredocs {
    private Heredocs() {}

    static Node node(String name, int size) {
        return new Node(
                TarTree.clean(name),
                Node.Kind.FILE,
                0644,
                0,
                0,
                size,
                java.time.Instant.now().getEpochSecond(),
                0,
                "",
                0,
                Map.of());
    }

    /** Variables are replaced; quotes are part of the text. */
    static String expand(String content, StageState stage) {
        // Quotes mean nothing here: they are kept from the words' rules by an escape, line by line.
        StringBuilder out = new StringBuilder();
        for (String line : content.split("(?<=\n)")) {
            String end = line.endsWith("\n") ? "\n" : "";
            String text = line.substring(0, line.length() - end.length());
            out.append(stage.expand(text.replaceAll("(['\"])", "\\\\$1"))).append(end);
        }
        return out.toString();
    }
}
