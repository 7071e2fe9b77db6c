package io.sockerless.drivers.linux;

import io.sockerless.drivers.spi.HasStats.Interface;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Interface counters of a process's network namespace (proc(5), /proc/PID/net/dev), without loopback. */
final class NetworkCounters {
    private NetworkCounters() {}

    static Map<String, Interface> of(long pid) {
        Map<String, Interface> out = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", "dev"))) {
                int colon = line.indexOf(':');
                if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
                    continue;
                }
                String[] n = line.substring(colon + 1).strip().split("\\s+");
                out.put(
                        line.substring(0, colon).strip(),
                        new Interface(
                                at(n, 0), at(n, 1), at(n, 2), at(n, 3), at(n, 8), at(n, 9), at(n, 10), at(n, 11)));
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw EngineException.internal("reading network counters: " + e.getMessage(), e);
        }
        return out;
    }

    private static long at(String[] words, int index) {
        return Long.parseLong(words[index]);
    }
}
