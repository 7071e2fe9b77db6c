package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs that are run to their end. */
final class Commands {
    private Commands() {}

    /** @return what it printed; a failure is an exception that shows it */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(List.of(command) + " gave " + code + ": " + output);
        }
        return output.strip();
    }

    /** @return how long it took, in milliseconds */
    static double time(String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        run(command);
        return (System.nanoTime() - start) / 1e6;
    }
}
