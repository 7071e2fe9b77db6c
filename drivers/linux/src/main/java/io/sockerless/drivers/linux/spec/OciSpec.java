package io.sockerless.drivers.linux.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The OCI runtime specification of a container, as dockerd generates it for the same request (OCI runtime-spec 1.0,
 * config.md and config-linux.md).
 */
public final class OciSpec {
    static final String INIT = "/sbin/docker-init";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String VERSION = "1.0.2";

    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    /**
     * A generated specification.
     *
     * @param seccomp the filter as JSON, by which a compiled one can be found again; empty for none
     */
    public record Generated(Map<String, Object> spec, String seccomp) {
        /** The content of {@code config.json}. */
        public byte[] json() {
            try {
                return JSON.writeValueAsBytes(spec);
            } catch (JsonProcessingException e) {
                throw EngineException.internal("writing a runtime specification", e);
            }
        }
    }

    private OciSpec() {}

    /**
     * @param user resolved in the container's root
     * @throws EngineException INVALID or NOT_IMPLEMENTED for what cannot be honoured, in dockerd's words
     */
    public static Generated of(SpecInputs in, Identity user) {
        TaskSpec task = in.task();
        HostConfig host = task.host();
        SecurityOptions security = SecurityOptions.parse(host.strings("SecurityOpt"));
        List<String> capabilities =
                in.machine().capabilities().resolve(host.strings("CapAdd"), host.strings("CapDrop"), host.privileged());
        Optional<JsonNode> seccomp = host.privileged() && security.seccomp().isEmpty()
                ? Optional.empty()
                : in.machine().seccomp().resolve(security.seccomp(), capabilities);

        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("ociVersion", VERSION);
        spec.put("process", process(in, user, capabilities, security));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("path", in.root().toString());
        if (host.bool("ReadonlyRootfs")) {
            root.put("readonly", true);
        }
        spec.put("root", root);
        if (!host.string("UTSMode").equals("host")) {
            spec.put("hostname", task.hostname());
        }
        spec.put("mounts", Mounts.of(in));
        if (!host.stringMap("Annotations").isEmpty()) {
            spec.put("annotations", new LinkedHashMap<>(host.stringMap("Annotations")));
        }
        spec.put("linux", linux(in, seccomp));
        requirePlain(spec);
        return new Generated(spec, seccomp.map(JsonNode::toString).orElse(""));
    }

    /** The runtime and the kernel would silently cut a text at its first NUL, and mean something else by it. */
    private static void requirePlain(Object value) {
        switch (value) {
            case String text
            when text.indexOf('\0') >= 0 ->
                throw EngineException.invalid(
                        "a value for the runtime can't contain null (\\x00): " + text.replace("\0", "\\x00"));
            case Map<?, ?> map ->
                map.forEach((key, element) -> {
                    requirePlain(key);
                    requirePlain(element);
                });
            case Iterable<?> all when !(all instanceof JsonNode) -> all.forEach(OciSpec::requirePlain);
            default -> {}
        }
    }

    private static Map<String, Object> process(
            SpecInputs in, Identity user, List<String> capabilities, SecurityOptions security) {
        TaskSpec task = in.task();
        Map<String, Object> out = new LinkedHashMap<>();
        if (task.config().tty()) {
            out.put("terminal", true);
            consoleSize(task.host()).ifPresent(size -> out.put("consoleSize", size));
        }
        out.put("user", user.process());
        out.put("args", args(task));
        out.put("env", Environment.of(task.env(), task.hostname(), task.config().tty()));
        out.put("cwd", workingDir(task));
        out.put("capabilities", sets(capabilities, user));
        List<Map<String, Object>> limits = in.machine().rlimits().of(task.host().objects("Ulimits"));
        if (!limits.isEmpty()) {
            out.put("rlimits", limits);
        }
        if (security.noNewPrivileges()) {
            out.put("noNewPrivileges", true);
        }
        long oomScore = task.host().integer("OomScoreAdj");
        // A user's own may be above 0, and cannot be lowered without root.
        if (oomScore != 0 || in.machine().rootless().isEmpty()) {
            out.put("oomScoreAdj", oomScore);
        }
        return out;
    }

    private static List<String> args(TaskSpec task) {
        if (!task.host().optionalBool("Init").orElse(false)) {
            return task.args();
        }
        List<String> out = new ArrayList<>(List.of(INIT, "--"));
        out.addAll(task.args());
        return out;
    }

    private static String workingDir(TaskSpec task) {
        return task.config().workingDir().isEmpty() ? "/" : task.config().workingDir();
    }

    /** What execve(2) would leave: a user other than root holds none, but may get them from files. */
    private static Map<String, Object> sets(List<String> capabilities, Identity user) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("bounding", capabilities);
        if (user.uid() == 0) {
            out.put("effective", capabilities);
            out.put("permitted", capabilities);
        }
        return out;
    }

    private static Optional<Map<String, Object>> consoleSize(HostConfig host) {
        if (host.fields().get("ConsoleSize") instanceof List<?> size
                && size.size() == 2
                && size.get(0) instanceof Number height
                && size.get(1) instanceof Number width
                && height.longValue() > 0
                && width.longValue() > 0) {
            return Optional.of(Map.of("height", height, "width", width));
        }
        return Optional.empty();
    }

    private static Map<String, Object> linux(SpecInputs in, Optional<JsonNode> seccomp) {
        HostConfig host = in.task().host();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("sysctl", Sysctls.of(in));
        Devices devices = Devices.of(host);
        if (in.machine().rootless().isEmpty()) {
            Map<String, Object> resources = new LinkedHashMap<>();
            resources.put("devices", devices.rules());
            resources.putAll(Resources.atStart(host, in.machine()));
            out.put("resources", resources);
            out.put("cgroupsPath", SpecInputs.cgroupPath(in.task()));
        }
        out.put("namespaces", Namespaces.of(in));
        if (!devices.nodes().isEmpty()) {
            out.put("devices", devices.nodes());
        }
        seccomp.ifPresent(filter -> out.put("seccomp", filter));
        String propagation = Mounts.rootPropagation(in.task().mounts());
        if (!propagation.isEmpty()) {
            out.put("rootfsPropagation", propagation);
        }
        out.put("maskedPaths", paths(host, "MaskedPaths", MASKED));
        out.put("readonlyPaths", paths(host, "ReadonlyPaths", READ_ONLY));
        return out;
    }

    private static List<String> paths(HostConfig host, String field, List<String> usual) {
        if (host.privileged()) {
            return List.of();
        }
        return host.has(field) ? host.strings(field) : usual;
    }

    /**
     * The process of an exec: the container's, with the exec's own words over it.
     *
     * @param container the container's own {@code process}
     * @param user of the exec, resolved in the container's root
     * @param capabilities all that the host can give, for a privileged exec
     */
    public static Map<String, Object> exec(
            Map<String, Object> container,
            ExecSpec exec,
            Identity user,
            List<String> containerEnv,
            Capabilities capabilities) {
        Map<String, Object> out = new LinkedHashMap<>(container);
        out.remove("terminal");
        out.remove("consoleSize");
        if (exec.tty()) {
            out.put("terminal", true);
            // The program may ask for the size before anybody could set it later.
            if (exec.consoleHeight() > 0 && exec.consoleWidth() > 0) {
                out.put("consoleSize", Map.of("height", exec.consoleHeight(), "width", exec.consoleWidth()));
            }
        }
        out.put("user", user.process());
        out.put("args", exec.args());
        List<String> env = Environment.merge(containerEnv, exec.env());
        if (exec.tty() && env.stream().noneMatch(entry -> entry.startsWith("TERM="))) {
            env.add("TERM=xterm");
        }
        out.put("env", env);
        if (!exec.workingDir().isEmpty()) {
            out.put("cwd", exec.workingDir());
        }
        if (exec.privileged()) {
            out.put("capabilities", sets(capabilities.all(), user));
        } else if (container.get("capabilities") instanceof Map<?, ?> own
                && own.get("bounding") instanceof List<?> list) {
            out.put("capabilities", sets(list.stream().map(String::valueOf).toList(), user));
        }
        requirePlain(out);
        return out;
    }
}
