package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private final Pattern told;
    private volatile Thread thread;
    /** Known before its container is begun. */
    private BuildSpec spec;

    BuildRun(RunMeans means, Build build) {
        this.means = means;
        this.arn = build.arn();
        this.container = build.container();
        this.mark = means.mark(build);
        this.told = Pattern.compile(mark + " (?<what>begin|failed|end) (?<phase>install|pre_build|build|post_build)"
                + "(?<last>\\.finally)?(\\.sh)?( (?<first>\\d{1,4}))?( (?<second>\\d{1,3}))?");
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
            int ended = watch();
            upload();
            code = ended;
        } catch (BuildException e) {
            because(e.code(), e.getMessage());
        } catch (DockerException e) {
            because("BUILD_CONTAINER_UNABLE_TO_START", "Error response from daemon: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "build " + arn + " is given up", e);
            because("INTERNAL_SERVICE_ERROR", e.toString());
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
        boolean begun = begun();
        try (Sources.Source source = begun ? Sources.NONE : new Sources(means.s3()).open(build)) {
            String text = begun ? build.specification() : Sources.specification(build, source);
            spec = BuildSpec.parse(text);
            start(build, source, text);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the source of " + arn + " could not be closed", e);
        }
        change(phases -> phases.leave("DOWNLOAD_SOURCE", means.now(), Phases.SUCCEEDED));
    }

    /** By a predecessor: then what it is made of does not change any more. */
    private boolean begun() throws InterruptedException {
        return !build().specification().isEmpty()
                && means.engine()
                        .steadily(docker -> docker.container(container)
                                .filter(made -> !made.path("State")
                                        .path("Status")
                                        .asText()
                                        .equals("created"))
                                .isPresent());
    }

    private void start(Build build, Sources.Source source, String text) throws BuildException, InterruptedException {
        Map<String, Object> body = body(build, means.variables().of(build, spec));
        Map<String, String> files = new Scripts(spec, mark).files();
        means.engine().steadily(docker -> {
            if (docker.container(container).isEmpty() && build().ending().isEmpty()) {
                docker.create(container, body);
            }
            JsonNode made = docker.container(container).orElseThrow(DockerException::gone);
            if (made.path("State").path("Status").asText().equals("created")
                    && build().ending().isEmpty()) {
                DockerFiles into = new DockerFiles(docker, container);
                into.unpack("/", out -> source.writeTo(Variables.SOURCES.substring(1), out));
                into.unpack("/", out -> tar(files, out));
                means.builds().change(arn, now -> now.by(text));
                docker.start(container);
            }
            if (!build().ending().isEmpty()) {
                docker.stop(container, 1);
            }
            return true;
        });
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
            marks(true);
            int code = means.engine().steadily(docker -> docker.await(container));
            // An engine may end a stream before its last lines.
            marks(false);
            log.join();
            return code;
        } catch (InterruptedException e) {
            log.interrupt();
            log.join();
            throw e;
        }
    }

    private void marks(boolean follow) throws InterruptedException {
        means.engine().steadily(docker -> {
            try (Output output = docker.output(container, follow, "")) {
                for (Optional<Line> line = output.next(); line.isPresent(); line = output.next()) {
                    mark(line.get());
                }
            }
            return true;
        });
    }

    private String shown(String line) {
        return line.contains(mark) ? "" : line;
    }

    /** How far it is, if the line tells. What only looks so, as a shell's trace of its commands, does not. */
    private void mark(Line line) {
        Matcher words = told.matcher(line.text().strip());
        if (!words.matches()) {
            return;
        }
        double time = Instant.parse(line.time()).toEpochMilli() / 1000.0;
        String name = words.group("phase");
        String type = name.toUpperCase(Locale.ROOT);
        change(phases -> {
            switch (words.group("what")) {
                case "begin" -> phases.enter(type, time);
                case "failed" -> phases.because(type, COMMAND_FAILED, reason(name, words.group("last") != null, words));
                default ->
                    phases.leave(type, time, words.group("first").equals("0") ? Phases.SUCCEEDED : Phases.FAILED);
            }
        });
    }

    private String reason(String name, boolean last, Matcher words) {
        BuildSpec.Phase phase = spec.phases().get(name);
        List<String> commands = phase == null ? List.of() : last ? phase.last() : phase.commands();
        int number = Integer.parseInt(words.group("first"));
        return "Error while executing command: " + (number < commands.size() ? commands.get(number) : number)
                + ". Reason: exit status " + words.group("second");
    }

    /** Those of a build that got so far, whether it did what it should or not. */
    private void upload() throws BuildException, InterruptedException {
        Build build = build();
        Artifacts artifacts = build.artifacts();
        if (artifacts.none() || !build.ending().isEmpty() || !new Phases(build.document()).has("POST_BUILD")) {
            return;
        }
        change(phases -> phases.enter("UPLOAD_ARTIFACTS", means.now()));
        ObjectNode told = (ObjectNode) build.document().path("artifacts").deepCopy();
        BuildException refusal = means.engine().steadily(docker -> {
            try {
                artifacts.upload(
                        build.caller(), means.s3(), new DockerFiles(docker, container), spec.artifacts(), told);
                return null;
            } catch (BuildException e) {
                return e;
            }
        });
        if (refusal != null) {
            throw refusal;
        }
        change(phases -> {
            phases.document().set("artifacts", told);
            phases.leave("UPLOAD_ARTIFACTS", means.now(), Phases.SUCCEEDED);
        });
    }

    /** What is durable first is not begun again by a successor; it removes containers of what is over. */
    private void finish(int code) {
        means.builds().change(arn, build -> {
            String ending = build.ending();
            var copy = build.document().deepCopy();
            Phases phases = new Phases(copy);
            phases.leave(phases.current(), means.now(), ending.isEmpty() ? Phases.FAILED : ending);
            if (ending.isEmpty() && phases.has("POST_BUILD")) {
                phases.pass("UPLOAD_ARTIFACTS", means.now());
            }
            phases.pass("FINALIZING", means.now());
            phases.enter("COMPLETED", means.now());
            String status = !ending.isEmpty() ? ending : code == 0 ? Phases.SUCCEEDED : Phases.FAILED;
            copy.put("buildStatus", status).put("endTime", means.now()).put("buildComplete", true);
            return build.with(copy);
        });
        means.engine().quietly(docker -> docker.remove(container));
    }
}
