package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a container's log options attach to each entry: labels, environment variables, a tag. */
final class LogAttributes {
    private LogAttributes() {}

    /** @throws EngineException INVALID for a pattern or a template that is none */
    static Map<String, String> of(Container container) {
        if (container.host().logType().equals("none")) {
            return Map.of();
        }
        Map<String, String> options = container.host().logOptions();
        Map<String, String> attributes = new TreeMap<>();
        choose(attributes, container.config().labels(), options, "labels");
        choose(attributes, environment(container), options, "env");
        String tag = options.getOrDefault("tag", "");
        if (!tag.isEmpty()) {
            attributes.put("tag", LogTag.fill(tag, container));
        }
        return attributes;
    }

    private static Map<String, String> environment(Container container) {
        Map<String, String> variables = new HashMap<>();
        for (String entry : container.config().env()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                variables.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return variables;
    }

    private static void choose(
            Map<String, String> into, Map<String, String> from, Map<String, String> options, String option) {
        List<String> names = List.of(options.getOrDefault(option, "").split(","));
        Predicate<String> pattern = pattern(options.getOrDefault(option + "-regex", ""));
        from.forEach((name, value) -> {
            if (names.contains(name) || pattern.test(name)) {
                into.put(name, value);
            }
        });
    }

    private static Predicate<String> pattern(String text) {
        if (text.isEmpty()) {
            return _ -> false;
        }
        try {
            return Pattern.compile(text).asPredicate();
        } catch (PatternSyntaxException e) {
            throw EngineException.invalid("error parsing regexp: " + e.getDescription() + ": `" + text + "`");
        }
    }
}
