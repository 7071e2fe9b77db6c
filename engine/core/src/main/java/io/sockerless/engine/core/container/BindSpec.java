package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One entry of {@code HostConfig.Binds}: {@code target}, {@code source:target} or {@code source:target:mode}, where a source
 * without a leading slash is a volume's name.
 */
record BindSpec(String source, String target, String mode) {
    private static final Set<String> ACCESS = Set.of("rw", "ro");
    private static final Set<String> LABELS = Set.of("z", "Z");
    private static final Set<String> CONSISTENCY = Set.of("consistent", "cached", "delegated");

    /** @throws EngineException INVALID, in dockerd's words */
    static BindSpec parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts[0].isEmpty() || parts.length > 3) {
            throw invalid(text);
        }
        BindSpec spec = switch (parts.length) {
            case 1 -> new BindSpec("", parts[0], "");
            case 2 -> {
                if (validMode(parts[1])) {
                    throw invalid(text);
                }
                yield new BindSpec(parts[0], parts[1], "");
            }
            default -> new BindSpec(parts[0], parts[1], parts[2]);
        };
        if (!validMode(spec.mode())) {
            throw EngineException.invalid("invalid mode: " + spec.mode());
        }
        try {
            spec.asMount().check(false);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), invalid(text).getMessage() + ": " + e.getMessage(), e);
        }
        return spec;
    }

    private static EngineException invalid(String text) {
        return EngineException.invalid("invalid volume specification: '" + text + "'");
    }

    /** Words joined by commas, at most one of each kind. */
    static boolean validMode(String mode) {
        if (mode.isEmpty()) {
            return true;
        }
        Map<String, Integer> kinds = new HashMap<>();
        for (String word : mode.split(",", -1)) {
            String kind = kind(word);
            if (kind.isEmpty() || kinds.merge(kind, 1, Integer::sum) > 1) {
                return false;
            }
        }
        return true;
    }

    private static String kind(String word) {
        if (ACCESS.contains(word)) {
            return "access";
        }
        if (LABELS.contains(word)) {
            return "label";
        }
        if (MountConfig.PROPAGATIONS.contains(word)) {
            return "propagation";
        }
        if (CONSISTENCY.contains(word)) {
            return "consistency";
        }
        return word.equals("nocopy") ? "copy" : "";
    }

    private List<String> words() {
        return List.of(mode.split(","));
    }

    boolean isBind() {
        return source.startsWith("/");
    }

    boolean readOnly() {
        return words().contains("ro");
    }

    boolean copies() {
        return !words().contains("nocopy");
    }

    String propagation() {
        return words().stream()
                .filter(MountConfig.PROPAGATIONS::contains)
                .findFirst()
                .orElse("");
    }

    private MountConfig asMount() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Type", isBind() ? "bind" : "volume");
        fields.put("Source", source);
        fields.put("Target", target);
        return new MountConfig(fields);
    }

    /** {@code container} or {@code container:mode} of VolumesFrom. */
    static BindSpec parseVolumesFrom(String text) {
        int colon = text.indexOf(':');
        String mode = colon < 0 ? "" : text.substring(colon + 1);
        if (text.isEmpty()) {
            throw EngineException.invalid("volumes-from specification cannot be an empty string");
        }
        if (!validMode(mode)
                || List.of(mode.split(",")).stream()
                        .anyMatch(word -> List.of("propagation", "copy").contains(kind(word)))) {
            throw EngineException.invalid("invalid mode: " + mode);
        }
        return new BindSpec(colon < 0 ? text : text.substring(0, colon), "", mode);
    }
}
