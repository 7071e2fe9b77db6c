package io.sockerless.drivers.wasm;

import com.dylibso.chicory.compiler.Cache;
import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Modules translated to Java's own code: the last ones in memory, all of them on disk. */
final class Modules {
    private static final int IN_MEMORY = 8;

    /** A module that can be instantiated. */
    record Ready(WasmModule module, Function<Instance, Machine> machine) {}

    private final Path directory;
    private final Map<String, Ready> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ready> eldest) {
            return size() > IN_MEMORY;
        }
    };

    Modules(Path directory) {
        this.directory = directory;
    }

    /** @throws EngineException INVALID when it is no module */
    synchronized Ready ready(String name, byte[] bytes) {
        String digest = sha256(bytes);
        Ready known = latest.get(digest);
        if (known != null) {
            return known;
        }
        try {
            WasmModule module = Parser.parse(bytes);
            Ready ready = new Ready(
                    module,
                    MachineFactoryCompiler.builder(module)
                            .withInterpreterFallback(InterpreterFallback.SILENT)
                            .withCache(new OnDisk(directory))
                            .compile());
            latest.put(digest, ready);
            return ready;
        } catch (ChicoryException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID,
                    "exec: \"" + name + "\": not a valid WebAssembly module: " + e.getMessage(),
                    e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Chicory's keys may contain any character; their digests are names of files. */
    private record OnDisk(Path directory) implements Cache {
        private Path file(String key) {
            return directory.resolve(sha256(key.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public byte[] get(String key) throws IOException {
            try {
                return Files.readAllBytes(file(key));
            } catch (NoSuchFileException e) {
                return null; // Chicory's way to say that there is none
            }
        }

        @Override
        public void putIfAbsent(String key, byte[] value) throws IOException {
            Path temporary = directory.resolve(".tmp-" + UUID.randomUUID());
            Files.write(temporary, value);
            Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
