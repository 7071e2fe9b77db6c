package io.sockerless.simulators.kernel.docker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.Http;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.docker.wire.Reply;
import io.sockerless.drivers.docker.wire.Transport;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The Docker API endpoint at which the workloads of a simulated cloud run. Whatever is done twice is as if done once, so
 * that a successor may begin again. Calls throw IOException when the endpoint cannot be reached.
 */
public final class DockerEngine implements AutoCloseable {
    /** All that is used here is in it. */
    private static final String VERSION = "/v1.41";

    private final Transport transport;
    private final Http http;

    private DockerEngine(Transport transport) {
        this.transport = transport;
        this.http = new Http(transport, VERSION);
    }

    /**
     * @param address as in DOCKER_HOST
     * @throws EngineException INVALID
     */
    public static DockerEngine at(String address) {
        try {
            return new DockerEngine(Transport.to(RemoteHost.parse(address)));
        } catch (IOException e) {
            throw new EngineException(ErrorKind.INVALID, "cannot use the engine at " + address + ": " + e, e);
        }
    }

    /** A container or image as inspected; empty when it is not there. */
    public Optional<JsonNode> container(String name) throws IOException {
        return inspect("containers", name);
    }

    /** An image as inspected; empty when it is not there. */
    public Optional<JsonNode> image(String reference) throws IOException {
        return inspect("images", reference);
    }

    public boolean hasImage(String reference) throws IOException {
        return inspect("images", reference).isPresent();
    }

    /** The volumes that are there. */
    public DockerVolumes volumes() {
        return new DockerVolumes(this);
    }

    private Optional<JsonNode> inspect(String kind, String name) throws IOException {
        return found(Call.of("GET", kind, name, "json"));
    }

    Optional<JsonNode> found(Call call) throws IOException {
        try {
            return Optional.of(ask(call));
        } catch (DockerException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * @param credentials for its registry, as the API's X-Registry-Auth; empty for none
     * @throws DockerException when it cannot be pulled
     */
    public void pull(String reference, String credentials) throws IOException {
        String tagged = reference.matches(".*(:[\\w.-]+|@sha256:[0-9a-f]+)") ? reference : reference + ":latest";
        Call call = Call.of("POST", "images", "create").query("fromImage", tagged);
        call = credentials.isEmpty() ? call : call.header("X-Registry-Auth", credentials);
        try (Reply reply = open(call)) {
            progress(reply);
        }
    }

    private static void progress(Reply reply) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode progress = Json.MAPPER.readTree(line);
                if (progress.hasNonNull("error")) {
                    throw new DockerException(500, progress.get("error").asText());
                }
            }
        }
    }

    /** Makes it, unless there is one of that name. */
    public void create(String name, Map<String, Object> description) throws IOException {
        try {
            ask(json(Call.of("POST", "containers", "create").query("name", name), description));
        } catch (DockerException e) {
            if (e.status() != 409) {
                throw e;
            }
        }
    }

    static Call json(Call call, Object body) {
        return call.json(Json.line(body));
    }

    public void start(String name) throws IOException {
        ask(Call.of("POST", "containers", name, "start"));
    }

    /** Waits for its end, without a limit; it must have been started. */
    public int await(String name) throws IOException {
        try (Reply reply = open(Call.of("POST", "containers", name, "wait").query("condition", "not-running"))) {
            JsonNode end = Json.MAPPER.readTree(reply.bytes());
            if (!end.path("StatusCode").isInt()) {
                throw new IOException("the engine ended while it was waited for");
            }
            return end.get("StatusCode").asInt();
        }
    }

    /** Asks it to end, and kills it after that time. */
    public void stop(String name, int seconds) throws IOException {
        tolerate(Call.of("POST", "containers", name, "stop").query("t", Integer.toString(seconds)), 404);
    }

    public void remove(String name) throws IOException {
        tolerate(Call.of("DELETE", "containers", name).query("force", "1").query("v", "1"), 404, 409);
    }

    void tolerate(Call call, Integer... statuses) throws IOException {
        try {
            ask(call);
        } catch (DockerException e) {
            if (!List.of(statuses).contains(e.status())) {
                throw e;
            }
        }
    }

    /** Names of the containers, running or not, that have the label. */
    public List<String> labelled(String label, String value) throws IOException {
        JsonNode found =
                ask(Call.of("GET", "containers", "json").query("all", "1").query("filters", filter(label, value)));
        return found.valueStream()
                .map(container -> container.path("Names").path(0).asText().replaceFirst("^/", ""))
                .toList();
    }

    static String filter(String label, String value) throws IOException {
        return Json.MAPPER.writeValueAsString(Map.of("label", List.of(label + "=" + value)));
    }

    /**
     * What it printed, from the beginning.
     *
     * @param follow until its end
     * @param since not what was before, in seconds with a fraction; empty for all
     */
    public Output output(String name, boolean follow, String since) throws IOException {
        Call call = Call.of("GET", "containers", name, "logs")
                .query("stdout", true)
                .query("stderr", true)
                .query("timestamps", true)
                .query("follow", follow);
        return new Output(open(since.isEmpty() ? call : call.query("since", since)));
    }

    /** @param kinds of events, as {@code health_status} or {@code die} */
    public Events events(String name, String... kinds) throws IOException {
        String filters = Json.MAPPER.writeValueAsString(Map.of("container", List.of(name), "event", List.of(kinds)));
        return new Events(open(Call.of("GET", "events").query("filters", filters)));
    }

    /**
     * Makes an image that has one program and nothing else.
     *
     * @param reference with its tag
     * @param name of the program, which is run without arguments
     */
    public void importProgram(String reference, String name, byte[] program) throws IOException {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setMode(0755);
            entry.setSize(program.length);
            tar.putArchiveEntry(entry);
            tar.write(program);
            tar.closeArchiveEntry();
        }
        int colon = reference.lastIndexOf(':');
        Call call = Call.of("POST", "images", "create")
                .query("fromSrc", "-")
                .query("repo", reference.substring(0, colon))
                .query("tag", reference.substring(colon + 1))
                .query("changes", "ENTRYPOINT [\"/" + name + "\"]");
        try (Reply reply = open(call.body("application/x-tar", layer::writeTo))) {
            progress(reply);
        }
    }

    /**
     * Makes an image of what a container's files are now.
     *
     * @param reference with its tag
     * @param config what is different of the container's configuration
     */
    public void commit(String container, String reference, Map<String, Object> config) throws IOException {
        int colon = reference.lastIndexOf(':');
        ask(json(
                Call.of("POST", "commit")
                        .query("container", container)
                        .query("repo", reference.substring(0, colon))
                        .query("tag", reference.substring(colon + 1)),
                config));
    }

    /** Removes the images that have the label and that no container needs. */
    public void removeImages(String label, String value) throws IOException {
        JsonNode found = ask(Call.of("GET", "images", "json").query("filters", filter(label, value)));
        for (JsonNode image : found) {
            tolerate(Call.of("DELETE", "images", image.path("Id").asText()).query("force", "1"), 404, 409);
        }
    }

    /** What it uses now, as the API's stats; empty when it is gone. */
    public Optional<JsonNode> stats(String name) throws IOException {
        try {
            return Optional.of(ask(Call.of("GET", "containers", name, "stats")
                    .query("stream", "0")
                    .query("one-shot", "1")));
        } catch (DockerException e) {
            if (e.status() == 404 || e.status() == 409) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * A network of that name, made unless there is one.
     *
     * @param options of the driver bridge
     * @return as inspected
     */
    public JsonNode network(String name, Map<String, String> options, Map<String, String> labels) throws IOException {
        return network(name, Map.of(), options, labels);
    }

    /** @param pool its addresses, as in IPAM's Config; empty for what the engine gives */
    public JsonNode network(
            String name, Map<String, String> pool, Map<String, String> options, Map<String, String> labels)
            throws IOException {
        return network(name, pool, options, labels, false);
    }

    /** The same, of which nothing leads out, but to this machine at its gateway. */
    public JsonNode internalNetwork(
            String name, Map<String, String> pool, Map<String, String> options, Map<String, String> labels)
            throws IOException {
        return network(name, pool, options, labels, true);
    }

    /** Has a container in a further network, whether or not it runs. */
    public void connect(String network, String container) throws IOException {
        JsonNode found = container(container).orElseThrow(DockerException::gone);
        if (!found.path("NetworkSettings").path("Networks").has(network)) {
            ask(json(Call.of("POST", "networks", network, "connect"), Map.of("Container", container)));
        }
    }

    private JsonNode network(
            String name,
            Map<String, String> pool,
            Map<String, String> options,
            Map<String, String> labels,
            boolean internal)
            throws IOException {
        Optional<JsonNode> found = inspect(name);
        if (found.isEmpty()) {
            Map<String, Object> wanted = new HashMap<>(Map.of(
                    "Name", name, "Driver", "bridge", "CheckDuplicate", true, "Options", options, "Labels", labels));
            wanted.put("Internal", internal);
            if (!pool.isEmpty()) {
                wanted.put("IPAM", Map.of("Config", List.of(pool)));
            }
            try {
                ask(json(Call.of("POST", "networks", "create"), wanted));
            } catch (DockerException e) {
                if (e.status() != 409) {
                    throw e;
                }
            }
            found = inspect(name);
        }
        return found.orElseThrow(DockerException::gone);
    }

    private Optional<JsonNode> inspect(String network) throws IOException {
        try {
            return Optional.of(ask(Call.of("GET", "networks", network)));
        } catch (DockerException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Names of the networks that have the label. */
    public List<String> networks(String label, String value) throws IOException {
        return ask(Call.of("GET", "networks").query("filters", filter(label, value)))
                .valueStream()
                .map(network -> network.path("Name").asText())
                .toList();
    }

    public void removeNetwork(String name) throws IOException {
        tolerate(Call.of("DELETE", "networks", name), 404);
    }

    JsonNode ask(Call call) throws IOException {
        try (Reply reply = open(call)) {
            byte[] body = reply.bytes();
            return body.length == 0 ? NullNode.getInstance() : Json.MAPPER.readTree(body);
        }
    }

    Reply open(Call call) throws IOException {
        Reply reply = http.send(call);
        if (reply.status() < 300 || reply.status() == 304) {
            return reply;
        }
        try (reply) {
            throw new DockerException(reply.status(), message(reply.bytes()));
        }
    }

    private static String message(byte[] body) throws IOException {
        try {
            return Json.MAPPER.readTree(body).path("message").asText();
        } catch (JacksonException _) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.close();
        transport.close();
    }
}
