package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser directives: {@code # name=value} at the very beginning, until something else comes. */
final class DirectiveLines {
    private static final Set<String> NAMES = Set.of("escape", "syntax", "check");
    private static final Pattern DIRECTIVE = Pattern.compile("\\s*([a-zA-Z][a-zA-Z0-9]*)\\s*=\\s*(.+?)\\s*");

    private DirectiveLines() {}

    static Dockerfile.Directives parse(String text, List<String> lines) {
        Map<String, String> found = read(lines, "#");
        String escape = found.getOrDefault("escape", "\\");
        if (!escape.equals("\\") && !escape.equals("`")) {
            throw DockerfileError.of("invalid escape token '" + escape + "' does not match ` or \\");
        }
        String syntax = found.containsKey("syntax") ? found.get("syntax") : foreignSyntax(text, lines);
        return new Dockerfile.Directives(escape.charAt(0), syntax.split(" ", 2)[0], found.getOrDefault("check", ""));
    }

    private static Map<String, String> read(List<String> lines, String comment) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : lines) {
            String directive = line.stripLeading();
            Matcher matcher =
                    DIRECTIVE.matcher(directive.startsWith(comment) ? directive.substring(comment.length()) : "");
            String name = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
            if (!NAMES.contains(name)) {
                break;
            }
            if (found.put(name, matcher.group(2)) != null) {
                throw DockerfileError.of("only one " + name + " parser directive can be used");
            }
        }
        return found;
    }

    /** The syntax of a file in some other language, which has other comments, or is a JSON object. */
    private static String foreignSyntax(String text, List<String> lines) {
        boolean script = !lines.isEmpty() && lines.getFirst().startsWith("#!");
        List<String> rest = script ? lines.subList(1, lines.size()) : lines;
        Map<String, String> found = new LinkedHashMap<>(read(rest, "//"));
        if (script) {
            found.putAll(read(rest, "#"));
        }
        if (found.isEmpty() && text.stripLeading().startsWith("{")) {
            try {
                return OciJson.string(OciJson.object(text.getBytes(StandardCharsets.UTF_8), "Dockerfile"), "syntax");
            } catch (EngineException _) {
                return ""; // not JSON: the parser will say what it is
            }
        }
        return found.getOrDefault("syntax", "");
    }
}
