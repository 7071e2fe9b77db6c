package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.wire.RoleSessions.Issued;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An execution environment, as the Docker API is asked for it.
 *
 * @param image as the engine describes it
 * @param runtimeApi host and port
 * @param cloud where it finds the services of AWS, a URL
 * @param stream its log's
 * @param role with what it asks for its role; empty where there is no such role
 */
record EnvironmentBody(
        FunctionVersion version,
        JsonNode image,
        String runtimeApi,
        String cloud,
        String stream,
        Optional<Issued> role) {
    /** Whom functions run as, whatever their image says. */
    private static final String USER = "993:990";

    private static final long MIB = 1 << 20;
    private static final int MEMORY_OF_ONE_CPU = 1769;
    private static final int SHARES_OF_ONE_CPU = 1024;
    private static final int PROCESSES = 1024;
    private static final int FILES = 1024;

    Map<String, Object> body(String network, Map<String, String> labels) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Image", image.path("Id").asText());
        body.put("User", USER);
        // Each by itself: an entry point of one's own leaves the image's command as it is.
        body.put("Entrypoint", words("EntryPoint", "Entrypoint"));
        body.put("Cmd", words("Command", "Cmd"));
        String directory = settings().path("WorkingDirectory").asText();
        if (!directory.isEmpty()) {
            body.put("WorkingDir", directory);
        }
        body.put("Env", environment());
        body.put("Labels", labels);
        body.put("HostConfig", host(network));
        return body;
    }

    private JsonNode settings() {
        return version.configuration().path("ImageConfigResponse").path("ImageConfig");
    }

    private List<String> words(String own, String images) {
        JsonNode said = settings().path(own);
        JsonNode words = said.isEmpty() ? image.path("Config").path(images) : said;
        return words.valueStream().map(JsonNode::asText).toList();
    }

    private List<String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin");
        all.put("LANG", "en_US.UTF-8");
        all.put("TZ", ":UTC");
        image.path("Config").path("Env").valueStream().map(JsonNode::asText).forEach(pair -> {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                all.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        });
        all.put("AWS_ENDPOINT_URL", cloud);
        all.putAll(version.variables());
        // Without a role those of its account, which nobody checks unless there are credentials to check with.
        all.put(
                "AWS_ACCESS_KEY_ID",
                role.map(Issued::accessKey).orElse(version.caller().account()));
        all.put(
                "AWS_SECRET_ACCESS_KEY",
                role.map(Issued::secret).orElseGet(() -> UUID.randomUUID().toString()));
        all.put(
                "AWS_SESSION_TOKEN",
                role.map(Issued::token).orElseGet(() -> UUID.randomUUID().toString()));
        all.put("AWS_LAMBDA_FUNCTION_NAME", version.name());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", version.version());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(version.memory()));
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", version.logGroup());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        all.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        all.put("AWS_REGION", version.caller().region());
        all.put("AWS_DEFAULT_REGION", version.caller().region());
        all.put("LAMBDA_TASK_ROOT", "/var/task");
        all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        List<String> command = words("Command", "Cmd");
        if (!command.isEmpty()) {
            all.put("_HANDLER", command.getFirst());
        }
        if (Packages.zip(version)) {
            all.put("_HANDLER", version.text("Handler"));
            all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + version.text("Runtime"));
        }
        List<String> pairs = new ArrayList<>();
        all.forEach((name, value) -> pairs.add(name + "=" + value));
        return pairs;
    }

    /** Processors are shared by memory, as Lambda does; as a weight, since a limit of small functions stops all else. */
    private Map<String, Object> host(String network) {
        int storage =
                version.configuration().path("EphemeralStorage").path("Size").asInt();
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("NetworkMode", network);
        host.put("Memory", version.memory() * MIB);
        host.put("MemorySwap", version.memory() * MIB);
        host.put("CpuShares", Math.max(2, version.memory() * SHARES_OF_ONE_CPU / MEMORY_OF_ONE_CPU));
        host.put("ReadonlyRootfs", true);
        host.put("Tmpfs", Map.of("/tmp", "rw,exec,nosuid,nodev,mode=1777,size=" + storage + "m"));
        host.put("CapDrop", List.of("ALL"));
        host.put("SecurityOpt", List.of("no-new-privileges"));
        host.put("PidsLimit", PROCESSES);
        host.put("Ulimits", List.of(Map.of("Name", "nofile", "Soft", FILES, "Hard", FILES)));
        return host;
    }
}
