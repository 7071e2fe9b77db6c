package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.core.SystemInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engine and its machine as Docker's API shows them. */
final class SystemViews {
    private SystemViews() {}

    /** The storage driver's name. */
    static String storage(SystemInfo system) {
        return String.valueOf(system.driver().features().getOrDefault("Driver", ""));
    }

    static Map<String, Object> version(SystemInfo system) {
        DriverInfo driver = system.driver();
        String version = serverVersion(system);
        String architecture = architecture(System.getProperty("os.arch"));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ApiVersion", ApiVersion.NEWEST.toString());
        details.put("Arch", architecture);
        details.put("KernelVersion", System.getProperty("os.version"));
        details.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        details.put("Os", "linux");
        List<Map<String, Object>> components = new ArrayList<>();
        components.add(component("Engine", version, details));
        components.add(component("Sockerless", ownVersion(system), Map.of()));
        driver.components().forEach((name, number) -> components.add(component(name, number, Map.of())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Platform", Map.of("Name", "Sockerless"));
        json.put("Components", components);
        json.put("Version", version);
        json.put("ApiVersion", ApiVersion.NEWEST.toString());
        json.put("MinAPIVersion", ApiVersion.OLDEST.toString());
        json.put("GitCommit", "");
        json.put("GoVersion", "");
        json.put("Os", "linux");
        json.put("Arch", architecture);
        json.put("KernelVersion", System.getProperty("os.version"));
        json.put("BuildTime", "");
        return json;
    }

    /** As Debian tells of its builds: what it stands for, and whose it is. Clients refuse what seems older than Docker 1.6. */
    private static String serverVersion(SystemInfo system) {
        return ApiVersion.RELEASE + "+sockerless-" + ownVersion(system);
    }

    private static String ownVersion(SystemInfo system) {
        return String.valueOf(system.settings().getOrDefault("ServerVersion", "dev"));
    }

    private static Map<String, Object> component(String name, String version, Map<String, Object> details) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", name);
        json.put("Version", version);
        json.put("Details", details);
        return json;
    }

    private static String architecture(String java) {
        return java.equals("aarch64") ? "arm64" : java;
    }

    static Map<String, Object> info(SystemInfo system, DaemonFacts daemon, int listeners, ApiVersion version) {
        SystemInfo.Counts counts = system.counts();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ID", system.engineId());
        json.put("Containers", counts.containers());
        json.put("ContainersRunning", counts.running());
        json.put("ContainersPaused", counts.paused());
        json.put("ContainersStopped", counts.stopped());
        json.put("Images", counts.images());
        Map<String, Object> plugins = new LinkedHashMap<>();
        plugins.put("Volume", List.of("local"));
        plugins.put("Network", List.of("bridge", "host", "null"));
        plugins.put("Authorization", null);
        plugins.put("Log", List.of("json-file", "local", "none"));
        json.put("Plugins", plugins);
        json.put("Debug", false);
        json.put("NFd", openFiles());
        // Java's counterpart that can be counted: platform threads.
        json.put("NGoroutines", Thread.getAllStackTraces().size());
        json.put("SystemTime", Instant.now().toString());
        json.put("LoggingDriver", "json-file");
        json.put("NEventsListener", listeners);
        json.put("OperatingSystem", operatingSystem());
        json.put("OSType", "linux");
        json.put(
                "Architecture",
                System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"));
        json.put("IndexServerAddress", "https://index.docker.io/v1/");
        json.put("RegistryConfig", registries(system.settings(), version));
        json.put("GenericResources", null);
        json.put("DockerRootDir", system.rootDir());
        json.put("HttpProxy", "");
        json.put("HttpsProxy", "");
        json.put("NoProxy", "");
        json.put("Name", hostName());
        json.put("Labels", List.of());
        json.put("ExperimentalBuild", false);
        json.put("ServerVersion", serverVersion(system));
        Map<String, Object> swarm = new LinkedHashMap<>();
        swarm.put("NodeID", "");
        swarm.put("NodeAddr", "");
        swarm.put("LocalNodeState", "inactive");
        swarm.put("ControlAvailable", false);
        swarm.put("Error", "");
        swarm.put("RemoteManagers", null);
        json.put("Swarm", swarm);
        json.put("LiveRestoreEnabled", daemon.liveRestore());
        json.put("Isolation", "");
        json.put("ContainerdCommit", Map.of("ID", "", "Expected", ""));
        json.putAll(system.driver().features());
        List<Object> warnings = new ArrayList<>(daemon.warnings());
        warnings.addAll((List<?>) json.getOrDefault("Warnings", List.of()));
        json.put("Warnings", warnings);
        if (version.before(25)) {
            json.put("ExecutionDriver", "<not supported>");
        }
        if (version.before(42)) {
            json.putIfAbsent("KernelMemory", false);
            json.putIfAbsent("KernelMemoryTCP", false);
        }
        if (!version.before(49)) {
            for (String commit : List.of("ContainerdCommit", "RuncCommit", "InitCommit")) {
                json.computeIfPresent(
                        commit,
                        (_, both) -> Map.of("ID", ((Map<?, ?>) both).get("ID").toString()));
            }
        }
        if (!version.before(50)) {
            json.keySet().removeAll(List.of("BridgeNfIptables", "BridgeNfIp6tables"));
        }
        return json;
    }

    private static Map<String, Object> registries(Map<String, Object> settings, ApiVersion version) {
        List<String> mirrors = ((List<?>) settings.getOrDefault("Mirrors", List.of()))
                .stream()
                        .map(mirror -> mirror.toString().replaceFirst("/*$", "/"))
                        .toList();
        Map<String, Object> hub = new LinkedHashMap<>();
        hub.put("Name", "docker.io");
        hub.put("Mirrors", mirrors);
        hub.put("Secure", true);
        hub.put("Official", true);
        Map<String, Object> json = new LinkedHashMap<>();
        if (version.before(49)) {
            json.put("AllowNondistributableArtifactsCIDRs", List.of());
            json.put("AllowNondistributableArtifactsHostnames", List.of());
        }
        // Loopback always; what is configured may be a network or a host, and each has its own place.
        List<String> networks = new ArrayList<>(List.of("127.0.0.0/8"));
        Map<String, Object> indexes = new LinkedHashMap<>();
        indexes.put("docker.io", hub);
        for (Object insecure : (List<?>) settings.getOrDefault("InsecureRegistries", List.of())) {
            if (insecure.toString().contains("/")) {
                networks.add(insecure.toString());
            } else {
                indexes.put(insecure.toString(), insecureIndex(insecure.toString()));
            }
        }
        json.put("InsecureRegistryCIDRs", networks);
        json.put("IndexConfigs", indexes);
        json.put("Mirrors", mirrors);
        return json;
    }

    private static Map<String, Object> insecureIndex(String name) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", name);
        json.put("Mirrors", List.of());
        json.put("Secure", false);
        json.put("Official", false);
        return json;
    }

    private static int openFiles() {
        String[] names = Path.of("/proc/self/fd").toFile().list();
        return names == null ? -1 : names.length;
    }

    private static String operatingSystem() {
        try {
            return Files.readAllLines(Path.of("/etc/os-release")).stream()
                    .filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        } catch (IOException e) {
            return "Linux";
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
