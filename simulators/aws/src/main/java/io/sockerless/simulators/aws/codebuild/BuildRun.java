package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.containers.LogCopy;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.DockerFiles;
import io.sockerless.simulators.kernel.docker.Output;
import io.sockerless.simulators.kernel.docker.Output.Line;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * One build from its begin to its end, in a thread of its own. A successor begins at the beginning and finds what was done of
 * it: the container, and in its output how far it is.
 */
final class BuildRun {
    private static final System.Logger LOG = System.getLogger(BuildRun.class.getName());
    private static final String COMMAND_FAILED = "COMMAND_EXECUTION_ERROR";

    private final RunMeans means;
    private final String arn;
    private final String container;
    private final String mark;
    private volatile Thread thread;
    /** Known before its container is begun. */
    private BuildSpec spec;

    BuildRun(RunMeans means, Build build) {
        this.means = means;
        this.arn = build.arn();
        this.container = build.container();
        this.mark = means.mark(build);
    }

    void begin(Runnable after) {
        thread = Thread.ofVirtual().name("codebuild").unstarted(() -> {
            try {
                run();
            } catch (InterruptedException _) {
                // Abandoned: it is gone on with later, or never.
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "build " + arn + " is not looked after any more", e);
            } finally {
                after.run();
            }
        });
        thread.start();
    }

    void abandon() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    /** Durable when it returns: it will end so. */
    void end(String status) {
        means.builds().change(arn, build -> build.ending(status));
        Thread.ofVirtual().name("codebuild-stop").start(() -> {
            try {
                means.engine().steadily(docker -> {
                    docker.stop(container, 1);
                    return true;
                });
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Build build() {
        return means.builds().get(arn).orElseThrow(() -> new IllegalStateException(arn + " is gone"));
    }

    private void change(Consumer<Phases> change) {
        means.builds().change(arn, build -> {
            var copy = build.document().deepCopy();
            change.accept(new Phases(copy));
            return build.with(copy);
        });
    }

    /** Of the phase that it is in; what is stopped needs no reason. */
    private void because(String code, String message) {
        if (build().ending().isEmpty()) {
            change(phases -> phases.because(phases.current(), code, message));
        }
    }

    private void run() throws InterruptedException {
        int code = 1;
        Thread timer = Thread.ofVirtual().name("codebuild-timer").start(this::time);
        try {
            prepare();
            code = watch();
        } catch (BuildException e) {
            because(e.code(), e.getMessage());
        } catch (DockerException e) {
            because("BUILD_CONTAINER_UNABLE_TO_START", "Error response from daemon: " + e.getMessage());
        } finally {
            timer.interrupt();
        }
        finish(code);
    }

    /** Waits for the time to be over that it may take. */
    private void time() {
        Build build = build();
        double over = build.document().path("startTime").asDouble()
                + Duration.ofMinutes(build.document().path("timeoutInMinutes").asLong())
                        .toSeconds();
        try {
            Thread.sleep(Duration.ofMillis(Math.max(0, Math.round((over - means.now()) * 1000))));
            end("TIMED_OUT");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void prepare() throws BuildException, InterruptedException {
        change(phases -> {
            phases.pass("SUBMITTED", means.now());
            phases.pass("QUEUED", means.now());
            phases.enter("PROVISIONING", means.now());
        });
        Build build = build();
        String image = build.document().path("environment").path("image").asText();
        try {
            means.engine().steadily(docker -> {
                Optional<String> token = means.pulls().credentials(build.account(), image);
                boolean pull = token.isPresent() || !docker.hasImage(image);
                if (pull
                        && docker.container(container).isEmpty()
                        && build().ending().isEmpty()) {
                    docker.pull(image, token.orElse(""));
                }
                return true;
            });
        } catch (DockerException e) {
            throw new BuildException(
                    "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE",
                    "Unable to pull customer's container image. CannotPullContainerError: " + e.getMessage());
        }
        change(phases -> {
            phases.leave("PROVISIONING", means.now(), Phases.SUCCEEDED);
            phases.enter("DOWNLOAD_SOURCE", means.now());
        });
        spec = BuildSpec.parse(build.document().path("source").path("buildspec").asText());
        Map<String, Object> body = body(build, means.variables().of(build, spec));
        Map<String, String> files = new Scripts(spec, mark).files();
        means.engine().steadily(docker -> {
            if (docker.container(container).isEmpty() && build().ending().isEmpty()) {
                docker.create(container, body);
            }
            JsonNode made = docker.container(container).orElseThrow(DockerException::gone);
            if (made.path("State").path("Status").asText().equals("created")
                    && build().ending().isEmpty()) {
                new DockerFiles(docker, container).unpack("/", out -> tar(files, out));
                docker.start(container);
            }
            if (!build().ending().isEmpty()) {
                docker.stop(container, 1);
            }
            return true;
        });
        change(phases -> phases.leave("DOWNLOAD_SOURCE", means.now(), Phases.SUCCEEDED));
    }

    private Map<String, Object> body(Build build, List<String> environment) {
        JsonNode said = build.document().path("environment");
        return Map.of(
                "Image", said.path("image").asText(),
                "User", "0",
                "Entrypoint", List.of(spec.shell(), Scripts.PLACE + "/run.sh"),
                "Cmd", List.of(),
                "Env", environment,
                "Labels", means.marks(),
                "HostConfig",
                        Map.of(
                                "Memory",
                                        Compute.memory(said.path("computeType").asText()),
                                "Privileged", said.path("privilegedMode").asBoolean()));
    }

    private static void tar(Map<String, String> files, OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (String directory :
                    List.of("codebuild/", "codebuild/output/", "codebuild/output/src/", "codebuild/output/src/src/")) {
                tar.putArchiveEntry(new TarArchiveEntry(directory));
                tar.closeArchiveEntry();
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry("codebuild/" + file.getKey());
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
    }

    /** @return its exit code, when all that it printed is in its log */
    private int watch() throws InterruptedException {
        AtomicReference<InterruptedException> stopped = new AtomicReference<>();
        Thread log = Thread.ofVirtual().name("codebuild-log").start(() -> {
            try {
                means.engine().steadily(docker -> {
                    var sink = means.sink(build());
                    new LogCopy(docker, container, sink, this::shown).all();
                    return true;
                });
            } catch (InterruptedException e) {
                stopped.set(e);
            }
        });
        try {
            means.engine().steadily(docker -> {
                try (Output output = docker.output(container, true, "")) {
                    for (Optional<Line> line = output.next(); line.isPresent(); line = output.next()) {
                        mark(line.get());
                    }
                }
                return true;
            });
            int code = means.engine().steadily(docker -> docker.await(container));
            log.join();
            return code;
        } catch (InterruptedException e) {
            log.interrupt();
            log.join();
            throw e;
        }
    }

    private String shown(String line) {
        int at = line.indexOf(mark);
        return at < 0 ? line : line.substring(0, at);
    }

    /** How far it is, if the line tells. */
    private void mark(Line line) {
        int at = line.text().indexOf(mark + " ");
        if (at < 0) {
            return;
        }
        String[] words = line.text().substring(at + mark.length() + 1).strip().split(" ");
        double time = Instant.parse(line.time()).toEpochMilli() / 1000.0;
        change(phases -> {
            switch (words[0]) {
                case "begin" -> phases.enter(words[1].toUpperCase(Locale.ROOT), time);
                case "failed" -> phases.because(phases.current(), COMMAND_FAILED, reason(words));
                case "end" ->
                    phases.leave(
                            words[1].toUpperCase(Locale.ROOT),
                            time,
                            words[2].equals("0") ? Phases.SUCCEEDED : Phases.FAILED);
                default -> throw new IllegalStateException("nothing tells this: " + line.text());
            }
        });
    }

    /** @param words the script that failed, the how manieth command of it, and its exit code */
    private String reason(String[] words) {
        String[] script = words[1].split("\\.");
        BuildSpec.Phase phase = spec.phases().get(script[0]);
        List<String> commands = script[1].equals("finally") ? phase.last() : phase.commands();
        return "Error while executing command: " + commands.get(Integer.parseInt(words[2])) + ". Reason: exit status "
                + words[3];
    }

    private void finish(int code) throws InterruptedException {
        String ending = build().ending();
        String status = !ending.isEmpty() ? ending : code == 0 ? Phases.SUCCEEDED : Phases.FAILED;
        means.engine().quietly(docker -> docker.remove(container));
        means.builds().change(arn, build -> {
            var copy = build.document().deepCopy();
            Phases phases = new Phases(copy);
            phases.leave(phases.current(), means.now(), ending.isEmpty() ? Phases.FAILED : ending);
            if (ending.isEmpty() && phases.has("POST_BUILD")) {
                phases.pass("UPLOAD_ARTIFACTS", means.now());
            }
            phases.pass("FINALIZING", means.now());
            phases.enter("COMPLETED", means.now());
            copy.put("buildStatus", status).put("endTime", means.now()).put("buildComplete", true);
            return build.with(copy);
        });
    }
}
