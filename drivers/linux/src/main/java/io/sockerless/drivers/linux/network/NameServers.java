package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The name servers that a container on a bridge can use: the host's, as far as they are reachable from there. */
final class NameServers {
    private static final List<String> PUBLIC = List.of("8.8.8.8", "8.8.4.4");
    private static final List<String> SYSTEMD_STUB = List.of("127.0.0.53");

    private NameServers() {}

    /**
     * @param resolvConf the host's file; missing is like empty
     * @param resolvedConf the one that systemd-resolved keeps for its own use, read when the host's names only its stub
     */
    static List<String> of(Path resolvConf, Path resolvedConf) throws IOException {
        List<String> listed = listed(resolvConf);
        if (listed.equals(SYSTEMD_STUB)) {
            listed = listed(resolvedConf);
        }
        List<String> usable = listed.stream().filter(NameServers::isReachable).toList();
        return usable.isEmpty() ? PUBLIC : usable;
    }

    private static List<String> listed(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                .map(words -> words[1])
                .toList();
    }

    /** Containers have no IPv6 address, and the host's loopback is not theirs. */
    private static boolean isReachable(String address) {
        return !address.contains(":") && !address.startsWith("127.");
    }
}
