package io.sockerless.drivers.contract;

import io.sockerless.drivers.spi.ImageLayer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Programs for WASI, compiled from C by the machine's clang when they are wanted; and an image made of one. */
public final class WasmPrograms {
    private static final Map<String, byte[]> COMPILED = new ConcurrentHashMap<>();

    private WasmPrograms() {}

    /** The commands of the contract's scripts, {@code sh} among them, as far as the contract uses them. */
    public static byte[] box() {
        try (InputStream source = WasmPrograms.class.getResourceAsStream("/wasm/box.c")) {
            return compile(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param source a whole C program */
    public static byte[] compile(String source) {
        return COMPILED.computeIfAbsent(source, WasmPrograms::compiled);
    }

    /** Kept between runs: another process of the same test wants the same program. */
    private static byte[] compiled(String source) {
        String name = Busybox.sha256(source.getBytes(StandardCharsets.UTF_8));
        Path directory = Path.of("target", "wasm");
        Path module = directory.resolve(name + ".wasm");
        try {
            if (!Files.exists(module)) {
                Files.createDirectories(directory);
                Path text = Files.writeString(
                        directory.resolve(name + "-" + ProcessHandle.current().pid() + ".c"), source);
                Path out = text.resolveSibling(text.getFileName() + ".wasm");
                run(List.of(
                        "clang",
                        "--target=wasm32-wasi",
                        "--sysroot=/usr",
                        "-nostdlibinc",
                        "-isystem",
                        "/usr/include/wasm32-wasi",
                        "-O1",
                        "-o",
                        out.toString(),
                        text.toString()));
                Files.move(out, module, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(text);
            }
            return Files.readAllBytes(module);
        } catch (IOException e) {
            throw new IllegalStateException("compiling for WASI needs clang and wasi-libc: scripts/prepare --tests", e);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The layer of {@link Busybox}, with these commands in the place of the machine's. */
    public static List<ImageLayer> layers() {
        byte[] tar = Busybox.tar(box());
        String digest = "sha256:" + Busybox.sha256(tar);
        return List.of(new ImageLayer(digest, digest, tar.length, () -> new ByteArrayInputStream(tar)));
    }
}
