package io.sockerless.drivers.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A real container for a test: a busybox root file system, an OCI bundle made from {@code crun spec}, a shim. */
final class ShimContainer implements AutoCloseable {
    static final boolean HYBRID = Files.isDirectory(Path.of("/sys/fs/cgroup/unified"));

    final String id = "t" + UUID.randomUUID().toString().replace("-", "");
    final Path directory;
    final Path log;
    final LinkedBlockingQueue<ShimEvent> events = new LinkedBlockingQueue<>();
    final Process process;
    final ObjectNode config;
    ShimClient client;
    boolean terminal;
    boolean stdin;
    boolean stdinOnce;
    List<Integer> consoleSize = List.of();
    ShimCreate.Log logging;

    ShimContainer(Path base, String... command) throws Exception {
        this.directory = Files.createDirectories(base.resolve(id.substring(0, 8)));
        this.log = directory.resolve("container.log");
        this.logging = new ShimCreate.Log("json-file", log.toString(), 0, 1, false, java.util.Map.of(), 0);
        this.config = bundle(command);
        Path program = AgentBinary.locate(base.resolve("bin"));
        this.process = new ProcessBuilder(program.toString(), "shim", "--dir", directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        awaitSocket();
        this.client = connect(events::add);
    }

    private void awaitSocket() throws Exception {
        while (!Files.exists(directory.resolve(ShimClient.SOCKET))) {
            if (!process.isAlive()) {
                throw new IOException("shim ended with " + process.exitValue());
            }
            TimeUnit.MILLISECONDS.sleep(1); // a directory watch has a coarser clock
        }
    }

    ShimClient connect(Consumer<ShimEvent> listener) throws IOException, InterruptedException {
        while (true) {
            try {
                return ShimClient.open(directory, listener);
            } catch (java.net.ConnectException e) { // bound and not listening yet, or dead
                if (!process.isAlive()) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private ObjectNode bundle(String... command) throws Exception {
        Path root = Files.createDirectories(directory.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("busybox"));
        for (String tool : List.of(
                "sh",
                "cat",
                "echo",
                "sleep",
                "head",
                "dd",
                "true",
                "stty",
                "printf",
                "kill",
                "tail",
                "seq",
                "yes",
                "sha256sum",
                "tr",
                "id",
                "env",
                "test")) {
            Files.createSymbolicLink(root.resolve(tool), Path.of("busybox"));
        }
        for (String name : List.of("proc", "dev", "sys", "tmp", "etc")) {
            Files.createDirectories(directory.resolve("rootfs").resolve(name));
        }
        Process spec = new ProcessBuilder("crun", "spec")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (spec.waitFor() != 0) {
            throw new IOException("crun spec failed");
        }
        ObjectNode json = (ObjectNode)
                AgentJson.MAPPER.readTree(directory.resolve("config.json").toFile());
        ObjectNode run = (ObjectNode) json.get("process");
        ArrayNode args = run.putArray("args");
        for (String arg : command) {
            args.add(arg);
        }
        run.remove("rlimits");
        ((ObjectNode) json.get("root")).put("readonly", false);
        ((ObjectNode) json.get("linux")).put("cgroupsPath", "/sockerless-test/" + id);
        return json;
    }

    /** Limits memory, in bytes. */
    ShimContainer memory(long limit) {
        ((ObjectNode) config.get("linux"))
                .putObject("resources")
                .putObject("memory")
                .put("limit", limit)
                .put("swap", limit);
        return this;
    }

    /** Runs in the host's pid namespace. */
    ShimContainer hostPids() {
        var namespaces = config.get("linux").get("namespaces").elements();
        while (namespaces.hasNext()) {
            if (namespaces.next().get("type").asText().equals("pid")) {
                namespaces.remove();
            }
        }
        return this;
    }

    long create() throws IOException {
        ((ObjectNode) config.get("process")).put("terminal", terminal);
        AgentJson.MAPPER.writeValue(directory.resolve("config.json").toFile(), config);
        return client.create(new ShimCreate(
                id,
                directory.toString(),
                "crun",
                directory.resolve("runtime").toString(),
                HYBRID,
                "",
                terminal,
                stdin,
                stdinOnce,
                consoleSize,
                logging,
                new ShimCreate.Oom(List.of(
                        "/sys/fs/cgroup/memory/sockerless-test/" + id + "/memory.oom_control",
                        "/sys/fs/cgroup/sockerless-test/" + id + "/memory.events"))));
    }

    /** The OCI process object of an exec. */
    ShimExec exec(String execId, String... args) {
        return exec(execId, false, args);
    }

    ShimExec exec(String execId, boolean tty, String... args) {
        ObjectNode run = config.get("process").deepCopy();
        ArrayNode list = run.putArray("args");
        for (String arg : args) {
            list.add(arg);
        }
        return new ShimExec(
                execId,
                AgentJson.MAPPER.convertValue(run, new com.fasterxml.jackson.core.type.TypeReference<>() {}),
                tty,
                List.of());
    }

    /** Everything one output wrote to the log, put together again. */
    String logged(String stream) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(log)) {
            var entry = AgentJson.MAPPER.readTree(line);
            if (entry.get("stream").asText().equals(stream)) {
                text.append(entry.get("log").asText());
            }
        }
        return text.toString();
    }

    <E extends ShimEvent> E await(Class<E> kind) throws InterruptedException {
        while (true) {
            ShimEvent event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + kind.getSimpleName());
            }
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                try (ShimClient last = client.connection().isOpen() ? client : connect(_ -> {})) {
                    last.delete();
                }
            }
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the shim did not end");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
