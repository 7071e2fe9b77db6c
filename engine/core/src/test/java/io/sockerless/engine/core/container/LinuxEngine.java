package io.sockerless.engine.core.container;

import io.sockerless.drivers.linux.LinuxConfig;
import io.sockerless.drivers.linux.LinuxDriver;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.core.Containers.CreateRequest;
import io.sockerless.engine.core.container.ImageSource.CommitRequest;
import io.sockerless.engine.core.container.ImageSource.ResolvedImage;
import io.sockerless.engine.core.container.NetworkSource.NetworkRef;
import io.sockerless.engine.core.event.EventLog;
import io.sockerless.engine.core.exec.ExecService;
import io.sockerless.engine.core.exec.ExecTable;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Containers on the Linux driver, with an image of nothing but the host's static busybox. */
final class LinuxEngine implements AutoCloseable {
    final ContainerService containers;
    final ExecService execs;
    final LinuxDriver driver;
    private final Path directory;
    private final Store store;

    LinuxEngine(Path directory) throws IOException {
        this.directory = directory;
        driver = LinuxDriver.open(new LinuxConfig(directory.resolve("state"), directory.resolve("run")));
        store = Store.open(directory.resolve("store.db"));
        SecureRandom random = new SecureRandom();
        ExecTable table = new ExecTable(store);
        byte[] layer = busyboxLayer();
        containers = new ContainerService(
                store,
                new Surroundings(
                        driver,
                        new BusyboxImage(layer),
                        new DriverVolumes(driver),
                        ref -> network(driver, ref),
                        table,
                        new EventLog(Clock.systemUTC()),
                        Clock.systemUTC(),
                        random));
        execs = new ExecService(table, containers, random);
        containers.recover();
    }

    private static Optional<NetworkRef> network(LinuxDriver driver, String ref) {
        return switch (ref) {
            case "bridge" ->
                Optional.of(NetworkSource.NetworkRef.builtIn(
                        "bridge", driver.defaultBridge().id(), "bridge"));
            case "none" -> Optional.of(NetworkSource.NetworkRef.builtIn("none", "0".repeat(64), "null"));
            case "host" -> Optional.of(NetworkSource.NetworkRef.builtIn("host", "1".repeat(64), "host"));
            default -> Optional.empty();
        };
    }

    private static byte[] busyboxLayer() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : List.of("bin/", "etc/", "tmp/", "proc/", "sys/", "dev/", "seed/")) {
                tar.putArchiveEntry(new TarArchiveEntry(name));
                tar.closeArchiveEntry();
            }
            put(tar, "bin/busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
            put(tar, "etc/passwd", 0644, "root:x:0:0:root:/:/bin/sh\n".getBytes());
            put(tar, "etc/group", 0644, "root:x:0:\n".getBytes());
            put(tar, "seed/file", 0644, "seeded\n".getBytes());
            for (String name : List.of("sh", "cat", "echo", "sleep", "true", "ls", "id")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + name, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String name, int mode, byte[] data) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(0100000 | mode);
        entry.setSize(data.length);
        tar.putArchiveEntry(entry);
        tar.write(data);
        tar.closeArchiveEntry();
    }

    String create(Map<String, Object> config, Map<String, Object> host, String... cmd) {
        Map<String, Object> all = new LinkedHashMap<>(config);
        all.put("Image", "busybox");
        all.put("Cmd", List.of(cmd));
        return containers
                .create(new CreateRequest("", "", new ContainerConfig(all), new HostConfig(host), Map.of()))
                .id();
    }

    /** Lets go of everything, as a daemon that ends, and takes it up again. */
    LinuxEngine again() throws IOException {
        close();
        return new LinuxEngine(directory);
    }

    /** For good: what the containers shared goes too. */
    void uninstall() {
        containers.close();
        driver.removeNetwork();
        driver.close();
        store.close();
    }

    @Override
    public void close() {
        containers.close();
        driver.close();
        store.close();
    }

    private record BusyboxImage(byte[] layer) implements ImageSource {
        @Override
        public ResolvedImage resolve(String ref, String platform) {
            String digest;
            try {
                digest = "sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(layer));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
            ImageLayer only = new ImageLayer(digest, digest, layer.length, () -> new ByteArrayInputStream(layer));
            Map<String, Object> config = Map.of("Env", List.of("PATH=/bin"));
            return new ResolvedImage("sha256:" + "2".repeat(64), "linux", "linux/amd64", config, List.of(only));
        }

        @Override
        public String commit(CommitRequest request) {
            throw new IllegalStateException("not part of this test");
        }
    }

    private record DriverVolumes(LinuxDriver driver) implements VolumeSource {
        @Override
        public Volume obtain(String name, String driverName, Map<String, String> options, Map<String, String> labels) {
            String actual = name.isEmpty() ? "anonymous" + System.nanoTime() : name;
            String path = driver.createVolume(actual, options);
            return new Volume(actual, "local", path, Instant.now(), labels, options, name.isEmpty());
        }

        @Override
        public void claim(Batch batch, Collection<String> anonymous) {}

        @Override
        public void disclaim(Batch batch, Collection<String> anonymous) {}

        @Override
        public void removeAnonymous(String name, String containerId) {
            driver.removeVolume(name);
        }
    }
}
