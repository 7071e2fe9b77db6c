package io.sockerless.drivers.linux.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Seccomp profiles in Docker's format, resolved to the runtime specification's ({@code linux.seccomp}) for one set of
 * capabilities, processor and kernel. A profile that already has the specification's format resolves to itself.
 */
public final class Seccomp {
    private static final JsonMapper JSON = new JsonMapper();
    /** What a profile may say and the runtime takes as it is. */
    private static final List<String> KEPT = List.of("defaultAction", "defaultErrnoRet", "flags", "listenerPath");

    private final String architecture;
    private final KernelVersion kernel;
    private final JsonNode builtin;
    private final ConcurrentHashMap<List<String>, ObjectNode> resolved = new ConcurrentHashMap<>();

    /** @param architecture Go's name, such as {@code amd64} */
    public Seccomp(String architecture, KernelVersion kernel) {
        this.architecture = architecture;
        this.kernel = kernel;
        try (InputStream in = Seccomp.class.getResourceAsStream("seccomp.json")) {
            this.builtin = JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param profile as in {@link SecurityOptions#seccomp}
     * @return empty for no filter
     * @throws EngineException INVALID when the client's profile cannot be used
     */
    Optional<JsonNode> resolve(String profile, List<String> capabilities) {
        if (profile.equals(SecurityOptions.UNCONFINED)) {
            return Optional.empty();
        }
        if (profile.isEmpty()) {
            return Optional.of(resolved.computeIfAbsent(List.copyOf(capabilities), caps -> resolve(builtin, caps)));
        }
        try {
            return Optional.of(resolve(JSON.readTree(profile), capabilities));
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("Decoding seccomp profile failed: " + e.getOriginalMessage());
        }
    }

    private ObjectNode resolve(JsonNode profile, List<String> capabilities) {
        if (!profile.path("defaultAction").isTextual()) {
            throw EngineException.invalid("Decoding seccomp profile failed: no defaultAction");
        }
        ObjectNode out = JSON.createObjectNode();
        KEPT.stream().filter(profile::has).forEach(key -> out.set(key, profile.get(key)));
        JsonNode architectures = architectures(profile);
        if (!architectures.isEmpty()) {
            out.set("architectures", architectures);
        }
        ArrayNode syscalls = out.putArray("syscalls");
        for (JsonNode rule : profile.path("syscalls")) {
            if (applies(rule, capabilities)) {
                syscalls.add(plain(rule));
            }
        }
        return out;
    }

    private JsonNode architectures(JsonNode profile) {
        if (!profile.path("architectures").isEmpty()) {
            if (!profile.path("archMap").isEmpty()) {
                throw EngineException.invalid("both architectures and archMap are specified in the seccomp profile");
            }
            return profile.get("architectures");
        }
        ArrayNode out = JSON.createArrayNode();
        String wanted = architecture.equals("arm64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";
        for (JsonNode entry : profile.path("archMap")) {
            if (entry.path("architecture").asText().equals(wanted)) {
                out.add(wanted);
                entry.path("subArchitectures").forEach(out::add);
            }
        }
        return out;
    }

    private boolean applies(JsonNode rule, List<String> capabilities) {
        JsonNode excludes = rule.path("excludes");
        JsonNode includes = rule.path("includes");
        return (excludes.path("arches").isEmpty() || !contains(excludes.path("arches"), architecture))
                && (excludes.path("caps").isEmpty() || !anyOf(excludes.path("caps"), capabilities))
                && (!excludes.path("minKernel").isTextual() || !kernel.atLeast(minimum(excludes)))
                && (includes.path("arches").isEmpty() || contains(includes.path("arches"), architecture))
                && (includes.path("caps").isEmpty() || allOf(includes.path("caps"), capabilities))
                && (!includes.path("minKernel").isTextual() || kernel.atLeast(minimum(includes)));
    }

    private static KernelVersion minimum(JsonNode condition) {
        return KernelVersion.parse(condition.path("minKernel").asText());
    }

    private static boolean contains(JsonNode list, String wanted) {
        return anyOf(list, List.of(wanted));
    }

    private static boolean anyOf(JsonNode list, List<String> wanted) {
        for (JsonNode element : list) {
            if (wanted.contains(element.asText())) {
                return true;
            }
        }
        return false;
    }

    private static boolean allOf(JsonNode list, List<String> wanted) {
        for (JsonNode element : list) {
            if (!wanted.contains(element.asText())) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode plain(JsonNode rule) {
        ObjectNode out = JSON.createObjectNode();
        if (rule.has("name")) {
            if (!rule.path("names").isEmpty()) {
                throw EngineException.invalid("'name' and 'names' were specified in the seccomp profile, use either");
            }
            out.putArray("names").add(rule.get("name"));
        } else {
            out.set("names", rule.path("names"));
        }
        out.set("action", rule.path("action"));
        if (rule.has("errnoRet")) {
            out.set("errnoRet", rule.get("errnoRet"));
        }
        if (!rule.path("args").isEmpty()) {
            out.set("args", rule.get("args"));
        }
        return out;
    }
}
