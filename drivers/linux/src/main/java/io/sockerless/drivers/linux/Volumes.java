package io.sockerless.drivers.linux;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Named volumes in the layout of Docker's local driver: {@code volumes/NAME/_data}, or a mount on that directory. */
final class Volumes {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> OPTIONS = new TypeReference<>() {};
    private static final Set<String> KNOWN = Set.of("type", "o", "device", "size");
    private static final String DATA = "_data";

    private final Layout layout;
    private final HostAgent host;
    private final KeyedLocks locks = new KeyedLocks();

    Volumes(Layout layout, HostAgent host) {
        this.layout = layout;
        this.host = host;
    }

    private Path directory(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw EngineException.invalid("invalid volume name: \"" + name + "\"");
        }
        return layout.volumes().resolve(name);
    }

    String create(String name, Map<String, String> options) {
        options.keySet().stream()
                .filter(key -> !KNOWN.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw EngineException.invalid("invalid option: \"" + key + "\"");
                });
        if (options.containsKey("size")) {
            throw EngineException.invalid("quota size requested but no quota support");
        }
        if (!options.isEmpty() && options.getOrDefault("device", "").isEmpty()) {
            throw EngineException.invalid("missing required option: \"device\"");
        }
        Path directory = directory(name);
        Path data = directory.resolve(DATA);
        try (KeyedLocks.Held _ = locks.lock(name)) {
            Files.createDirectories(data);
            if (!options.isEmpty()) {
                Path temporary = directory.resolve("opts.json.tmp");
                Files.write(temporary, JSON.writeValueAsBytes(options));
                Files.move(temporary, directory.resolve("opts.json"), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw EngineException.internal("creating volume " + name + ": " + e.getMessage(), e);
        }
        return data.toString();
    }

    /** Mounts what a volume's options say, unless it is mounted already; sources that are no volumes are left alone. */
    void ensureMounted(String source) {
        Path data = Path.of(source);
        if (!data.startsWith(layout.volumes())
                || data.getNameCount() < layout.volumes().getNameCount() + 2) {
            return;
        }
        Path directory =
                layout.volumes().resolve(layout.volumes().relativize(data).getName(0));
        Path stored = directory.resolve("opts.json");
        if (!Files.exists(stored)) {
            return;
        }
        try (KeyedLocks.Held _ = locks.lock(directory.getFileName().toString())) {
            Path target = directory.resolve(DATA);
            if (MountTable.read().entries().stream()
                    .anyMatch(entry -> entry.target().equals(target))) {
                return;
            }
            Map<String, String> options = JSON.readValue(Files.readAllBytes(stored), OPTIONS);
            host.mounts()
                    .mount(
                            options.getOrDefault("type", "none"),
                            options.getOrDefault("device", ""),
                            target,
                            options.getOrDefault("o", ""));
        } catch (IOException e) {
            throw EngineException.internal("mounting a volume: " + e.getMessage(), e);
        }
    }

    void remove(String name) {
        Path directory = directory(name);
        try (KeyedLocks.Held _ = locks.lock(name)) {
            if (Files.exists(directory.resolve("opts.json"))) {
                host.mounts().unmount(directory.resolve(DATA), false);
            }
            host.files().removeTree(directory);
        }
    }

    void retain(Set<String> names) {
        Layout.names(layout.volumes()).stream()
                .filter(name -> !names.contains(name))
                .forEach(this::remove);
    }

    long size(String name) {
        return host.files().diskUsage(List.of(directory(name).resolve(DATA))).getFirst();
    }

    /** Serialises work on what a mount's source holds. */
    KeyedLocks.Held lock(String source) {
        return locks.lock("source " + source);
    }
}
