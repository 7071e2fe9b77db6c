package io.sockerless.features.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command printed, and its exit code. */
public record Outcome(int code, byte[] output, String errors) {
    private static final long SECONDS = 60;

    /** Runs it to its end with nothing of Docker's in its environment but what is given. */
    public static Outcome of(List<String> command, Map<String, String> environment, byte[] input)
            throws IOException, InterruptedException {
        var in = Files.createTempFile("outcome-", ".in");
        var out = Files.createTempFile("outcome-", ".out");
        var errors = Files.createTempFile("outcome-", ".err");
        try {
            Files.write(in, input);
            var builder = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        command + " does not end; it printed: " + Files.readString(out) + Files.readString(errors));
            }
            return new Outcome(process.exitValue(), Files.readAllBytes(out), Files.readString(errors));
        } finally {
            for (var file : List.of(in, out, errors)) {
                Files.delete(file);
            }
        }
    }

    public String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /** Everything that a person sees. */
    public String seen() {
        return text() + errors;
    }
}
