package io.sockerless.drivers.linux;

import io.sockerless.drivers.linux.network.NameService;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The files that Docker generates for a container and binds over those of its image: resolv.conf, hostname, hosts. They
 * lie in the container's directory and are written anew at each start.
 *
 * @param nameServers what a container on a bridge can use
 * @param hostGateway the address that {@code host-gateway} stands for
 */
record EtcFiles(Layout layout, Supplier<List<String>> nameServers, Supplier<String> hostGateway) {
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    /** What systemd-resolved knows beyond its own address. */
    private static final Path RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private static final String STANDARD_HOSTS = """
        127.0.0.1\tlocalhost
        ::1\tlocalhost ip6-localhost ip6-loopback
        fe00::0\tip6-localnet
        ff00::0\tip6-mcastprefix
        ff02::1\tip6-allnodes
        ff02::2\tip6-allrouters
        """;

    /** Writes the files; the result maps their paths in the container to those on the host. */
    Map<String, Path> write(TaskSpec spec, NetworkStatus network) {
        Path directory = layout.container(
                switch (spec.network()) {
                    case NetworkSpec.Joined(String other) -> other;
                    case NetworkSpec.Bridge _, NetworkSpec.Host _, NetworkSpec.None _ -> spec.id();
                });
        Map<String, Path> out = new LinkedHashMap<>();
        out.put("/etc/resolv.conf", directory.resolve("resolv.conf"));
        out.put("/etc/hostname", directory.resolve("hostname"));
        out.put("/etc/hosts", directory.resolve("hosts"));
        if (spec.network() instanceof NetworkSpec.Joined) {
            return out;
        }
        try {
            replace(out.get("/etc/resolv.conf"), resolvConf(spec));
            replace(out.get("/etc/hostname"), qualified(spec) + "\n");
            replace(out.get("/etc/hosts"), hosts(spec, network));
        } catch (IOException e) {
            throw EngineException.internal("writing the container's /etc: " + e.getMessage(), e);
        }
        return out;
    }

    private static void replace(Path file, String content) throws IOException {
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String qualified(TaskSpec spec) {
        String domain = spec.config().domainname();
        return domain.isEmpty() ? spec.hostname() : spec.hostname() + "." + domain;
    }

    private String hosts(TaskSpec spec, NetworkStatus network) throws IOException {
        List<String> extra = spec.host().strings("ExtraHosts");
        if (spec.network() instanceof NetworkSpec.Host && extra.isEmpty()) {
            return Files.exists(HOSTS) ? Files.readString(HOSTS) : STANDARD_HOSTS;
        }
        StringBuilder out = new StringBuilder(STANDARD_HOSTS);
        for (String entry : extra) {
            int split = entry.indexOf('=') >= 0 ? entry.indexOf('=') : entry.indexOf(':');
            if (split < 0) {
                throw EngineException.invalid("bad format for add-host: \"" + entry + "\"");
            }
            String address = entry.substring(split + 1);
            out.append(address.equals("host-gateway") ? hostGateway.get() : address.replaceAll("[\\[\\]]", ""))
                    .append('\t')
                    .append(entry, 0, split)
                    .append('\n');
        }
        if (spec.network() instanceof NetworkSpec.Bridge bridge) {
            bridge.aliases()
                    .forEach((address, names) -> out.append(address)
                            .append('\t')
                            .append(String.join(" ", names))
                            .append('\n'));
        }
        for (NetworkStatus.Endpoint endpoint : inOrder(spec, network)) {
            for (String address : List.of(endpoint.ipAddress(), endpoint.globalIpv6Address())) {
                if (!address.isEmpty()) {
                    out.append(address).append('\t');
                    if (!spec.config().domainname().isEmpty()) {
                        out.append(qualified(spec)).append(' ');
                    }
                    out.append(spec.hostname()).append('\n');
                }
            }
        }
        return out.toString();
    }

    /** As the container was connected. */
    private static List<NetworkStatus.Endpoint> inOrder(TaskSpec spec, NetworkStatus network) {
        return spec.network() instanceof NetworkSpec.Bridge bridge
                ? bridge.endpoints().stream()
                        .map(endpoint -> network.endpoints().get(endpoint.networkName()))
                        .filter(Objects::nonNull)
                        .toList()
                : List.copyOf(network.endpoints().values());
    }

    /** Whether the embedded name server is there to be asked. */
    private static boolean hasNames(TaskSpec spec) {
        return spec.network() instanceof NetworkSpec.Bridge bridge
                && bridge.endpoints().stream()
                        .anyMatch(endpoint -> !endpoint.names().isEmpty());
    }

    private String resolvConf(TaskSpec spec) throws IOException {
        HostConfig host = spec.host();
        List<String> servers = host.strings("Dns");
        List<String> search = host.strings("DnsSearch");
        List<String> options = host.strings("DnsOptions");
        boolean hostNetwork = spec.network() instanceof NetworkSpec.Host;
        if (hostNetwork && servers.isEmpty() && search.isEmpty() && options.isEmpty()) {
            return Files.exists(RESOLV_CONF) ? Files.readString(RESOLV_CONF) : "";
        }
        List<String> lines = hostLines();
        if (servers.isEmpty()) {
            servers = hostNetwork ? words(lines, "nameserver") : nameServers.get();
        }
        if (search.isEmpty()) {
            search = words(lines, "search");
        }
        if (options.isEmpty()) {
            options = words(lines, "options");
        }
        if (hasNames(spec)) {
            servers = List.of(NameService.ADDRESS);
            if (options.stream().noneMatch(option -> option.startsWith("ndots:"))) {
                options = Stream.concat(options.stream(), Stream.of("ndots:0")).toList();
            }
        }
        StringBuilder out = new StringBuilder();
        if (!search.isEmpty() && !search.equals(List.of("."))) {
            out.append("search ").append(String.join(" ", search)).append('\n');
        }
        servers.forEach(server -> out.append("nameserver ").append(server).append('\n'));
        if (!options.isEmpty()) {
            out.append("options ").append(String.join(" ", options)).append('\n');
        }
        return out.toString();
    }

    private static List<String> hostLines() throws IOException {
        if (!Files.exists(RESOLV_CONF)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(RESOLV_CONF);
        return words(lines, "nameserver").equals(List.of("127.0.0.53")) && Files.exists(RESOLVED)
                ? Files.readAllLines(RESOLVED)
                : lines;
    }

    /** All words after a keyword; of {@code search} and {@code options} the last line counts, as in resolv.conf(5). */
    private static List<String> words(List<String> lines, String keyword) {
        List<String> out = new ArrayList<>();
        for (String line : lines) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.getFirst().equals(keyword)) {
                if (!keyword.equals("nameserver")) {
                    out.clear();
                }
                out.addAll(words.subList(1, words.size()));
            }
        }
        return out;
    }
}
