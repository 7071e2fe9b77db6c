package io.sockerless.features.daemons;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** Programs that a test needs done before it goes on. */
public final class Programs {
    private Programs() {}

    /**
     * Runs it to its end.
     *
     * @return its standard output
     * @throws IOException if it fails, with what it printed
     */
    public static byte[] run(List<String> command) throws IOException {
        var errors = Files.createTempFile("program-", ".err");
        try {
            var process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            var output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " exited with " + process.exitValue() + ": "
                        + new String(output, StandardCharsets.UTF_8) + Files.readString(errors));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(errors);
        }
    }
}
