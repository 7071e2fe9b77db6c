package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The daemon's sandboxes, each in a file of its own, and all in memory. Thread-safe. */
final class SandboxStore {
    private static final System.Logger LOG = System.getLogger(SandboxStore.class.getName());

    private final Path directory;
    private final String boot;
    private final Map<String, SandboxRecord> records = new ConcurrentHashMap<>();

    private SandboxStore(Path directory, String boot) {
        this.directory = directory;
        this.boot = boot;
    }

    /** Reads what an earlier daemon has left; records from before the machine's last start are deleted. */
    static SandboxStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        String boot = Sysctl.read("kernel/random/boot_id");
        SandboxStore store = new SandboxStore(directory, boot);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(".")) {
                    Files.delete(file); // written by a daemon that was killed before it could give the file its name
                } else {
                    store.load(file);
                }
            }
        }
        return store;
    }

    private void load(Path file) throws IOException {
        SandboxRecord record = JsonFiles.read(file, SandboxRecord.class).orElseThrow();
        if (record.boot().equals(boot)) {
            records.put(record.containerId(), record);
        } else {
            LOG.log(System.Logger.Level.INFO, "sandbox of {0} ended with the machine", record.containerId());
            Files.delete(file);
        }
    }

    /** Of the running kernel. */
    String boot() {
        return boot;
    }

    Optional<SandboxRecord> find(String containerId) {
        return Optional.ofNullable(records.get(containerId));
    }

    List<SandboxRecord> all() {
        return List.copyOf(records.values());
    }

    void put(SandboxRecord record) {
        try {
            JsonFiles.write(file(record.containerId()), record);
        } catch (IOException e) {
            throw EngineException.internal("sandbox of " + record.containerId() + " cannot be recorded: " + e, e);
        }
        records.put(record.containerId(), record);
    }

    void remove(SandboxRecord record) {
        try {
            Files.deleteIfExists(file(record.containerId()));
        } catch (IOException e) {
            throw EngineException.internal("sandbox of " + record.containerId() + " cannot be forgotten: " + e, e);
        }
        records.remove(record.containerId());
    }

    private Path file(String containerId) {
        return directory.resolve(containerId + ".json");
    }
}
