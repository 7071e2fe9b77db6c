package io.sockerless.frontends.cli.doctor;

import java.util.Optional;

/** What the driver wasm finds: it needs neither root nor programs nor anything of the kernel, only memory. */
final class WasmChecks {
    /** What the launcher allows the daemon's heap with this driver. */
    private static final long WANTED_KIB = 1 << 20;

    private WasmChecks() {}

    static Finding driver() {
        String what =
                "sockerless serve --driver wasm runs WebAssembly programs (WASI preview 1), and nothing else, without root";
        return available()
                .filter(kib -> kib < WANTED_KIB)
                .map(kib -> Finding.warning(
                        "driver wasm",
                        what + "; it may take 1 GiB of memory, and " + kib / 1024 + " MiB are available",
                        "limit containers with --memory, or give the daemon less: SOCKERLESS_JAVA_OPTIONS=-Xmx512m"))
                .orElseGet(() -> Finding.ok("driver wasm", what));
    }

    private static Optional<Long> available() {
        return KernelChecks.read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .map(Long::parseLong)
                .findFirst();
    }
}
