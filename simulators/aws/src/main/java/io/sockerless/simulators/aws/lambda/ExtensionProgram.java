package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.DockerExec;
import io.sockerless.simulators.kernel.docker.DockerFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An extension that is a program of the image: it runs beside the runtime, in the same container. */
record ExtensionProgram(
        DockerEngine engine, String container, String name, Conversation conversation, FunctionLog log) {
    private static final System.Logger LOG = System.getLogger(ExtensionProgram.class.getName());
    private static final String DIRECTORY = "/opt/extensions";
    private static final int STOPPED = 409;
    private static final Duration WITH_RUNTIME = Duration.ofMillis(200);
    private static final int LONGEST_LINE = 64 << 10;

    /** @param known what is known of images, by their ids @return their names; the container is of that image */
    static List<String> names(DockerEngine engine, String container, String image, Map<String, List<String>> known)
            throws IOException {
        List<String> names = known.get(image);
        if (names == null) {
            names = new DockerFiles(engine, container)
                    .files(DIRECTORY).stream().sorted().toList();
            known.put(image, names);
        }
        return names;
    }

    /** Starts it; what it prints is logged until it ends. */
    void start() throws IOException, InterruptedException {
        DockerExec exec;
        try {
            exec = DockerExec.program(engine, container, List.of(DIRECTORY + "/" + name));
        } catch (DockerException e) {
            // Where the container is over, that is what is told.
            if (e.status() != STOPPED) {
                end("Extension.LaunchError", "extension " + name + ": " + e.getMessage());
            }
            return;
        }
        Thread.ofVirtual().name("lambda-extension").start(() -> follow(exec));
    }

    private void follow(DockerExec exec) {
        try (exec) {
            print(exec);
            // With 126 and 127 the engine says that there is no such program, or that it cannot be run.
            int code = exec.exitCode();
            boolean launched = code != 126 && code != 127;
            end(launched ? "Extension.Crash" : "Extension.LaunchError", "extension " + name + ": exit code " + code);
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} in {1}: {2}", name, container, e.toString());
            conversation.extensions().exited(name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(String type, String told) throws InterruptedException {
        Extensions extensions = conversation.extensions();
        // All that is in a container ends with its first program, whose end is told then. Told first, then forgotten:
        // without it the others may all be at rest.
        if (!extensions.ending() && !conversation.awaitOver(WITH_RUNTIME)) {
            conversation.fail(new Fault(type, told));
        }
        extensions.exited(name);
    }

    /** Line by line. */
    private void print(DockerExec exec) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (Optional<byte[]> printed = exec.printed(); printed.isPresent(); printed = exec.printed()) {
            for (byte one : printed.get()) {
                if (one != '\n') {
                    line.write(one);
                }
                if (one == '\n' || line.size() == LONGEST_LINE) {
                    say(line);
                }
            }
        }
        if (line.size() > 0) {
            say(line);
        }
    }

    private void say(ByteArrayOutputStream line) throws InterruptedException {
        log.printed(Clock.systemUTC().millis(), line.toString(StandardCharsets.UTF_8));
        line.reset();
    }
}
