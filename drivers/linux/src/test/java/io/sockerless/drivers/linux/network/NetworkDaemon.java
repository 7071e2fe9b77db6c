package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.drivers.agent.AgentConnection;
import io.sockerless.drivers.linux.network.ContainerNetwork.Sandbox;
import io.sockerless.drivers.linux.network.ContainerNetwork.Wanted;
import io.sockerless.drivers.spi.TaskSpec.Endpoint;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Port;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A process that is nothing but a {@link BridgeNetwork}, so that tests can run it in a namespace that plays the host and
 * kill it. Reads one JSON object a line, answers with one: arguments are state, run and machine directory and the agent.
 */
final class NetworkDaemon {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NetworkDaemon() {}

    public static void main(String[] args) throws IOException {
        NetworkConfig config =
                new NetworkConfig(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
        Process agent = new ProcessBuilder(args[3], "host")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (AgentConnection host = AgentConnection.over(agent.getInputStream(), agent.getOutputStream(), event -> {});
                BridgeNetwork network = new BridgeNetwork(config, () -> host)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(MAPPER.writeValueAsString(answer(network, MAPPER.readTree(line))));
            }
        }
    }

    private static Map<String, Object> answer(BridgeNetwork network, JsonNode request) {
        try {
            return Map.of("ok", serve(network, request));
        } catch (EngineException e) {
            return Map.of("error", e.getMessage(), "kind", e.kind().name());
        }
    }

    private static Object serve(BridgeNetwork network, JsonNode request) {
        String id = request.path("id").asText();
        return switch (request.path("op").asText()) {
            case "attach" ->
                describe(network.attach(wanted(id, request.path("name").asText(), request)));
            case "recover" -> network.recover(id).map(NetworkDaemon::describe).orElse(Map.of());
            case "detach" -> {
                network.detach(id);
                yield "";
            }
            case "sweep" -> {
                network.sweep(texts(request.path("live")));
                yield "";
            }
            case "remove" -> {
                network.remove();
                yield "";
            }
            case "bridge" -> network.defaultBridge();
            case "measure" -> measure(network, request);
            default -> throw new IllegalArgumentException(request.toString());
        };
    }

    private static Wanted wanted(String id, String name, JsonNode request) {
        return new Wanted(id, name, spec(request), List.of());
    }

    private static NetworkSpec spec(JsonNode request) {
        if (request.path("network").asText().equals("none")) {
            return new NetworkSpec.None();
        }
        List<PortRequest> ports =
                request.path("ports").valueStream().map(p -> port(p.asText())).toList();
        Endpoint endpoint = new Endpoint(
                "bridge",
                "net-id",
                Optional.empty(),
                Optional.of(request.path("ip").asText()).filter(ip -> !ip.isEmpty()),
                Optional.empty(),
                List.of(),
                List.of(),
                Map.of(),
                0);
        return new NetworkSpec.Bridge(List.of(endpoint), ports, Map.of());
    }

    /** {@code ip/first-last/80/tcp}, the address may be empty. */
    private static PortRequest port(String text) {
        String[] parts = text.split("/");
        String[] range = parts[1].split("-");
        return new PortRequest(
                Port.parse(parts[2] + "/" + parts[3]),
                parts[0],
                Integer.parseInt(range[0]),
                Integer.parseInt(range[range.length - 1]));
    }

    private static Map<String, Object> describe(Sandbox sandbox) {
        Map<String, Object> ports = new HashMap<>();
        sandbox.status()
                .ports()
                .forEach((port, bindings) -> ports.put(
                        port.toString(),
                        bindings.stream()
                                .map(b -> b.hostIp() + " " + b.hostPort())
                                .toList()));
        return Map.of(
                "netns", sandbox.netns().toString(),
                "sandbox", sandbox.status().sandboxId(),
                "endpoints", sandbox.status().endpoints(),
                "ports", ports);
    }

    /** Microseconds of attach and detach together, sorted. */
    private static long[] measure(BridgeNetwork network, JsonNode request) {
        long[] times = new long[request.path("times").asInt()];
        for (int i = 0; i < times.length; i++) {
            String id = "measured" + i;
            long start = System.nanoTime();
            network.attach(wanted(id, id, request));
            network.detach(id);
            times[i] = (System.nanoTime() - start) / 1000;
        }
        network.sweep(Set.of());
        Arrays.sort(times);
        return times;
    }

    private static Set<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return new HashSet<>(all);
    }
}
