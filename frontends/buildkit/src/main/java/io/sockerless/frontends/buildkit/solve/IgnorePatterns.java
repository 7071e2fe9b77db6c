package io.sockerless.frontends.buildkit.solve;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The patterns of an ignore file, as clients take them: without comments, relative to the context. */
final class IgnorePatterns {
    private IgnorePatterns() {}

    static List<String> of(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("!"))
                .map(IgnorePatterns::clean)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String clean(String line) {
        String sign = line.startsWith("!") ? "!" : "";
        String path = Path.of(line.substring(sign.length()).strip()).normalize().toString();
        return sign + (path.length() > 1 && path.startsWith("/") ? path.substring(1) : path);
    }
}
