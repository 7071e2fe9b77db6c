package io.sockerless.features.hostile;

import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * What a daemon's process holds: the live part of its heap, resident memory, platform threads, descriptors.
 *
 * @param heap bytes in use after a full collection
 */
public record Vitals(long heap, long resident, int threads, int descriptors) {
    /** More live objects than before are a leak; caches of ours are smaller than this. */
    private static final long HEAP_GROWTH = 12 << 20;
    /** The heap may have grown towards its limit once, and stays mapped then: 256 MiB, and the JVM's own memory. */
    private static final long RESIDENT = 440L << 20;
    /** Carriers and compilers come and go. */
    private static final int MORE_THREADS = 8;

    private static final int MORE_DESCRIPTORS = 6;
    private static final Pattern USED = Pattern.compile("(?:DefNew|Tenured) .*used (\\d+)K");

    public static Vitals of(long pid) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        Programs.run(List.of(java, Long.toString(pid), "GC.run"));
        var heap = new String(Programs.run(List.of(java, Long.toString(pid), "GC.heap_info")), StandardCharsets.UTF_8);
        long used = USED.matcher(heap)
                .results()
                .mapToLong(r -> Long.parseLong(r.group(1)) << 10)
                .sum();
        if (used == 0) {
            throw new IOException("no heap in " + heap);
        }
        long resident = 0;
        int threads = 0;
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(line.replaceAll("\\D", "")) << 10;
            } else if (line.startsWith("Threads:")) {
                threads = Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        try (var open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new Vitals(used, resident, threads, (int) open.count());
        }
    }

    /** Waits until the process holds no more than it did, connections that just ended being let go. */
    public static void settle(long pid, Vitals before) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        var now = of(pid);
        while (!now.withinBoundsOf(before)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the daemon holds more than before: " + before + ", now " + now);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            now = of(pid);
        }
    }

    /** Waits until it is gone. Nothing tells when that is. */
    static void awaitAbsence(Path path) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.exists(path)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("left behind: " + path);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean withinBoundsOf(Vitals before) {
        return heap <= before.heap + HEAP_GROWTH
                && resident <= RESIDENT
                && threads <= before.threads + MORE_THREADS
                && descriptors <= before.descriptors + MORE_DESCRIPTORS;
    }
}
